-- Notices of alerts, due at once, each with the time by which somebody owes something. $1 to $6 side by
-- side, $7 when. The clocks of an alert are found by its key: a plan that goes over all that run would
-- slow down with each.
insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, recipient,
	created_at, due_at, deadline)
select nextval('concernd.outbox_id'), child_id, alert_id, evidence_version, kind, channel,
	recipient, $7, $7,
	(select min(due_at)
	 from (select clock.kind, clock.due_at, clock.ended_at
		from concernd.clock
		where clock.child_id = row.child_id and clock.alert_id = row.alert_id
		offset 0) as mine
	 where kind in ('acknowledge', 'decide') and ended_at is null)
from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[])
	as row (child_id, alert_id, evidence_version, kind, channel, recipient)
