-- Sessions that hold. $1 of whom (null: all), $2 how many seconds one may stay unused.
select session.person, session.way, session.begun_at, session.used_at, session.ends_at
from concernd.session
where session.ended_at is null and session.ends_at > clock_timestamp()
	and session.used_at > clock_timestamp() - $2::integer * interval '1 second'
	and ($1::text is null or session.person = $1)
order by session.person, session.begun_at
