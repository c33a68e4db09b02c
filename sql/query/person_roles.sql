-- Other roles for an account, and another title (null: as it is). $1 name, $2 roles, $3 title, $4 who says
-- so. No row: there is no such account.
with changed as (
	update concernd.person set roles = $2::text[], title = coalesce($3::text, title)
	where name = $1::text
	returning name
), audited as (
	insert into concernd.audit (actor, action, detail)
	select $4::text, 'person-roles', name || ': ' || array_to_string($2, ', ') from changed
)
select name from changed
