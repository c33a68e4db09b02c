-- Somebody is signed in. $1 the name, $2 password or proxy, $3 hash of the token, $4 for how many
-- seconds at most, $5 hash of the token of the session before (null: none), which ends. Sessions of the
-- person that are long over are forgotten. No row: there is no such account, or it is disabled.
with found as (
	update concernd.person
	set failures = 0, locked_until = null
	where name = $1::text and disabled_at is null
	returning name, title, roles
), ended as (
	update concernd.session set ended_at = clock_timestamp()
	where token_hash = $5::bytea and ended_at is null
), forgotten as (
	delete from concernd.session
	where person = $1 and ends_at < clock_timestamp() - interval '1 day'
), begun as (
	insert into concernd.session (token_hash, person, way, ends_at)
	select $3::bytea, found.name, $2::text, clock_timestamp() + $4::integer * interval '1 second'
	from found
), audited as (
	insert into concernd.audit (actor, action, detail)
	select 'user:' || found.name, 'signed-in', $2 from found
)
select name, title, roles, $2::text as way, clock_timestamp() as begun_at,
	clock_timestamp() + $4 * interval '1 second' as ends_at
from found
