-- The events of a batch, in (source, event_id) order. $1 to $12 side by side,
-- lists joined by commas; $13 when they were recorded.
insert into concernd.event (source, event_id, data_hash, sender, type, sent_at, recorded_at,
	contact_id, history, child_ids, resend, told_hash, body)
select source, event_id, data_hash, sender, type, sent_at, $13, contact_id, history,
	string_to_array(child_ids, ',')::bigint[], resend, told_hash, body
from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[],
	$7::bigint[], $8::boolean[], $9::text[], $10::integer[], $11::bytea[],
	$12::text[])
	as row (source, event_id, data_hash, sender, type, sent_at, contact_id, history, child_ids,
		resend, told_hash, body)
