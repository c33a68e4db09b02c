-- Two children are two, says a person. $1 and $2 the children, $3 when, $4 who, $5 why, $6 who writes it
-- down.
insert into concernd.apart (child_id, other_id, said_at, person, reason, noted_by)
select least($1::bigint, $2::bigint), greatest($1::bigint, $2::bigint), $3::timestamptz, $4::text,
	$5::text, $6::text
where not exists (
	select from concernd.apart
	where child_id = least($1::bigint, $2::bigint)
		and other_id = greatest($1::bigint, $2::bigint) and overruled_at is null)
