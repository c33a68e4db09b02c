-- A new account. $1 name, $2 title, $3 roles, $4 hash of the password (null: single sign-on alone), $5 who
-- adds it. No row: there is one of that name.
with added as (
	insert into concernd.person (name, title, roles, password_hash, password_at, added_by)
	values ($1::text, $2::text, $3::text[], $4::text,
		case when $4 is not null then clock_timestamp() end, $5::text)
	on conflict (name) do nothing
	returning name
), audited as (
	insert into concernd.audit (actor, action, detail)
	select $5, 'person-added', name || ': ' || array_to_string($3, ', ') from added
)
select name from added
