-- One attempt to sign in with a password: counted before the password is looked at, so that many at
-- once are counted as well. $1 the name, $2 after how many failures the account closes, $3 for how many
-- seconds. No row: there is no such account, or it may not sign in so, or it is closed.
with found as (
	select person.name, person.password_hash, person.failures,
		coalesce(person.locked_until > clock_timestamp(), false) as is_locked
	from concernd.person
	where person.name = $1::text and person.disabled_at is null
		and person.password_hash is not null
	for no key update
), counted as (
	update concernd.person
	set failures = found.failures + 1,
		locked_until = case when found.failures + 1 >= $2::integer
			then clock_timestamp() + $3::integer * interval '1 second' end
	from found
	where person.name = found.name and not found.is_locked
)
select password_hash from found where not is_locked
