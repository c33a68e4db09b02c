-- Events that were recorded already: repeats, the same id with other data, or contacts that something
-- else corrects. $1 sources and $2 event ids, side by side.
select event.source, event.event_id, event.data_hash, event.contact_id, event.type, event.recorded_at,
	event.history, event.child_ids || array(
		select moved.to_id from concernd.moved where moved.child_id = any (event.child_ids))
	as child_ids, event.resend, event.told_hash, event.adult_ids
from unnest($1::text[], $2::text[]) as asked (source, event_id)
cross join lateral (
	select event.*
	from concernd.event
	where event.source = asked.source and event.event_id = asked.event_id
	offset 0
) as event
