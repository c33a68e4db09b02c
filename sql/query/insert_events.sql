-- The events of a batch, in (source, event_id) order. $1 to $8 side by side, $9 when they were recorded.
insert into concernd.event (source, event_id, data_hash, sender, type, sent_at, recorded_at,
	contact_id, body)
select source, event_id, data_hash, sender, type, sent_at, $9, contact_id, body
from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[],
	$7::bigint[], $8::text[])
	as row (source, event_id, data_hash, sender, type, sent_at, contact_id, body)
