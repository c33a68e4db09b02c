-- Ends the sessions of an account. $1 name, $2 who says so. No row: there is no such account.
with found as (
	select name from concernd.person where name = $1::text
), ended as (
	update concernd.session set ended_at = clock_timestamp()
	from found
	where session.person = found.name and session.ended_at is null
), audited as (
	insert into concernd.audit (actor, action, detail)
	select $2::text, 'person-signed-out', name from found
)
select name from found
