-- Events that were recorded already: repeats, or the same id with other data.
-- $1 sources and $2 event ids, side by side.
select event.source, event.event_id, event.data_hash, event.contact_id
from unnest($1::text[], $2::text[]) as asked (source, event_id)
join concernd.event on event.source = asked.source and event.event_id = asked.event_id
