-- All accounts, with their sessions that hold. $1 how many seconds a session may stay unused.
select person.name, person.title, person.roles, person.password_hash is not null as has_password,
	person.added_at, person.disabled_at, person.failures, person.locked_until,
	(select count(*) from concernd.session
	 where session.person = person.name and session.ended_at is null
		and session.ends_at > clock_timestamp()
		and session.used_at > clock_timestamp() - $1::integer * interval '1 second') as sessions
from concernd.person
order by person.name
