-- A person has a refusal replayed or discarded: noted, with who and why. $1 its id, $2 the state, $3 who,
-- $4 why. No row: it was settled in between.
update concernd.refused
set state = $2::text, settled_at = clock_timestamp(), settled_by = $3::text,
	settled_reason = $4::text
where id = $1::bigint and state = 'kept'
returning id
