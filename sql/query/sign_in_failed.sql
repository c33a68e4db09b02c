-- Somebody tried to sign in and could not. $1 who, as far as there is such an account.
insert into concernd.audit (actor, action, detail)
select coalesce('user:' || (select name from concernd.person where name = $1::text), 'nobody'),
	'sign-in-refused',
	coalesce((select case when locked_until > clock_timestamp() then 'the account is closed for a while'
		else '' end from concernd.person where name = $1), 'no such account')
