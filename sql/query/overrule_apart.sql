-- Two who were told apart are merged all the same. $1 and $2 the children, $3 when.
update concernd.apart set overruled_at = $3::timestamptz
where child_id = least($1::bigint, $2::bigint) and other_id = greatest($1::bigint, $2::bigint)
	and overruled_at is null
