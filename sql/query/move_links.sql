-- Records are another child's from now on: their links are revoked, and others added. $1 from, $2 to,
-- $3 the records (null: all), $4 when, $5 merge, split or same, $6 who writes it down, $7 why.
with gone as (
	update concernd.link
	set revoked_at = $4, revoked_by = $6, revoked_reason = $7
	where child_id = $1::bigint and revoked_at is null
		and ($3::bigint[] is null or alias_id = any ($3::bigint[]))
	returning alias_id
)
insert into concernd.link (child_id, alias_id, linked_at, reason, linked_by)
select $2::bigint, alias_id, $4::timestamptz, $5::text, $6::text from gone
