-- May an account sign in? One that may not is signed out at once; one that may again is open, whatever was
-- tried. $1 name, $2 yes or no, $3 who says so. No row: there is no such account.
with changed as (
	update concernd.person
	set disabled_at = case when not $2::boolean then coalesce(disabled_at, clock_timestamp()) end,
		failures = 0, locked_until = null
	where name = $1::text
	returning name
), ended as (
	update concernd.session set ended_at = clock_timestamp()
	from changed
	where session.person = changed.name and session.ended_at is null and not $2
), audited as (
	insert into concernd.audit (actor, action, detail)
	select $3::text, case when $2 then 'person-enabled' else 'person-disabled' end, name
	from changed
)
select name from changed
