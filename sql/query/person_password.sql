-- Another password: the account is open again, and who is signed in by the old one is signed out. $1 name,
-- $2 hash, $3 who says so. No row: there is no such account.
with changed as (
	update concernd.person
	set password_hash = $2::text, password_at = clock_timestamp(), failures = 0, locked_until = null
	where name = $1::text
	returning name
), ended as (
	update concernd.session set ended_at = clock_timestamp()
	from changed
	where session.person = changed.name and session.ended_at is null
), audited as (
	insert into concernd.audit (actor, action, detail)
	select $3::text, 'person-password', name from changed
)
select name from changed
