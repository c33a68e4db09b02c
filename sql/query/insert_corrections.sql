-- What was told of contacts besides recording them. $1 to $12 side by side, $13 when it was recorded.
insert into concernd.correction (of_source, of_event_id, source, event_id, resend, kind, at,
	recorded_at, contact_id, version, outcome, first_recorded_at, first_history)
select of_source, of_event_id, source, event_id, resend, kind, at, $13, contact_id, version, outcome,
	first_recorded_at, first_history
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[],
	$7::timestamptz[], $8::bigint[], $9::integer[], $10::text[], $11::timestamptz[],
	$12::boolean[])
	as row (of_source, of_event_id, source, event_id, resend, kind, at, contact_id, version,
		outcome, first_recorded_at, first_history)
