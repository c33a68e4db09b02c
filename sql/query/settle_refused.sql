-- A person has a refusal replayed or discarded: noted, with who and why, and audited. $1 its id, $2
-- the state, $3 who, $4 why.
with settled as (
	update concernd.refused
	set state = $2::text, settled_at = clock_timestamp(), settled_by = $3::text,
		settled_reason = $4::text
	where id = $1::bigint and state = 'kept'
	returning id
), audited as (
	insert into concernd.audit (actor, action, detail)
	select $3, 'refused-' || $2, 'refused ' || id from settled
)
select id from settled
