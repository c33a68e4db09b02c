-- Who was told of an alert that is withdrawn is told so. $1 children, $2 alerts and $3 evidence
-- versions, side by side; $4 when.
insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, recipient,
	created_at, due_at)
select nextval('concernd.outbox_id'), row.child_id, row.alert_id, row.evidence_version, 'withdrawn',
	told.channel, told.recipient, $4, $4
from unnest($1::bigint[], $2::bigint[], $3::integer[]) as row (child_id, alert_id, evidence_version)
cross join lateral (
	select distinct channel, recipient from concernd.outbox
	where outbox.child_id = row.child_id and outbox.alert_id = row.alert_id
		and outbox.kind <> 'feedback'
	offset 0) told
