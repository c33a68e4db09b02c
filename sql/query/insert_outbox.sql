-- Notices of alerts, due at once, each with the time by which somebody owes something. $1 to $6 side by
-- side, $7 when.
insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, recipient,
	created_at, due_at, deadline)
select nextval('concernd.outbox_id'), child_id, alert_id, evidence_version, kind, channel,
	recipient, $7, $7,
	(select min(clock.due_at) from concernd.clock
	 where clock.child_id = row.child_id and clock.alert_id = row.alert_id
		and clock.kind in ('acknowledge', 'decide') and clock.ended_at is null)
from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[])
	as row (child_id, alert_id, evidence_version, kind, channel, recipient)
