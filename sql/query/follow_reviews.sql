-- The open reviews of $1 are of $2 from now on: with $3 not null only those that these records raised,
-- of the side that they raised them for.
update concernd.review
set child_id = case child_id when $1::bigint then $2::bigint else child_id end,
	other_id = case when $3::bigint[] is null and other_id = $1::bigint then $2::bigint
		else other_id end
where state = 'open'
	and (child_id = $1::bigint or ($3::bigint[] is null and other_id = $1::bigint))
	and ($3::bigint[] is null or alias_id = any ($3::bigint[]))
