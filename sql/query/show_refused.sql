-- One refusal, with its body. $1 its id.
select id, sender, received_at, last_received_at, times, source, event_id, problems, state,
	settled_at, settled_by, settled_reason, content_type, body
from concernd.refused
where id = $1::bigint
