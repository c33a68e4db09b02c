-- What was refused, the newest first, without its bodies. $1 a state or null for all, $2 a sender or
-- null, $3 how many at most.
select id, sender, received_at, last_received_at, times, source, event_id, problems, state,
	settled_at, settled_by, settled_reason
from concernd.refused
where ($1::text is null or state = $1) and ($2::text is null or sender = $2)
order by id desc
limit $3::integer
