-- Events that were recorded already: repeats, or the same id with other data.
-- $1 sources and $2 event ids, side by side.
select event.source, event.event_id, event.data_hash, event.contact_id
from unnest($1::text[], $2::text[]) as asked (source, event_id)
cross join lateral (
	select event.*
	from concernd.event
	where event.source = asked.source and event.event_id = asked.event_id
	offset 0
) as event
