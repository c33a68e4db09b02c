-- Notices of clocks that were missed. $1 children, $2 alerts, $3 evidence versions, $4 channels, $5
-- recipients, $6 when it was due, $7 what else it says, side by side; $8 when.
insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, recipient,
	created_at, due_at, deadline, detail)
select nextval('concernd.outbox_id'), child_id, alert_id, evidence_version, 'missed', channel,
	recipient, $8::timestamptz, $8, deadline, detail
from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::timestamptz[],
	$7::text[])
	as row (child_id, alert_id, evidence_version, channel, recipient, deadline, detail)
