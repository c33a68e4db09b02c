-- Who a session is of, as long as it holds, and notes that it was used. $1 hash of its token, $2 how
-- many seconds it may stay unused.
with found as (
	select session.token_hash, session.used_at, session.way, session.begun_at, session.ends_at,
		person.name, person.title, person.roles
	from concernd.session
	join concernd.person on person.name = session.person
	where session.token_hash = $1::bytea and session.ended_at is null
		and session.ends_at > clock_timestamp()
		and session.used_at > clock_timestamp() - $2::integer * interval '1 second'
		and person.disabled_at is null
), used as (
	update concernd.session
	set used_at = clock_timestamp()
	from found
	where session.token_hash = found.token_hash
		and found.used_at < clock_timestamp() - least(60, $2 / 2) * interval '1 second'
)
select name, title, roles, way, begun_at, ends_at from found
