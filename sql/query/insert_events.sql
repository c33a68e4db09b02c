-- The events of a batch, in (source, event_id) order. $1 to $13 side by side,
-- lists joined by commas; $14 when they were recorded.
insert into concernd.event (source, event_id, data_hash, sender, type, sent_at, recorded_at,
	contact_id, history, child_ids, adult_ids, resend, told_hash, body)
select source, event_id, data_hash, sender, type, sent_at, $14, contact_id, history,
	string_to_array(child_ids, ',')::bigint[],
	string_to_array(adult_ids, ',')::bigint[], resend, told_hash, body
from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[],
	$7::bigint[], $8::boolean[], $9::text[], $10::text[], $11::integer[],
	$12::bytea[], $13::text[])
	as row (source, event_id, data_hash, sender, type, sent_at, contact_id, history, child_ids,
		adult_ids, resend, told_hash, body)
