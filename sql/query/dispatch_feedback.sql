-- Sends feedback on its way that its sender has brought to it. $1 senders, $2 channels and $3 recipients,
-- side by side; $4 how many at most. Returns what was sent.
with due as materialized (
	select feedback.ctid as place, way.channel, way.recipient
	from unnest($1::text[], $2::text[], $3::text[]) as way (sender, channel, recipient)
	cross join lateral (
		select feedback.ctid
		from concernd.feedback
		where feedback.sender = way.sender and feedback.done_at is null
			and feedback.recipient is null
		order by feedback.id
		limit $4::integer
		for update skip locked
	) as feedback
), taken as (
	update concernd.feedback
	set channel = due.channel, recipient = due.recipient
	from due
	where feedback.ctid = due.place
	returning feedback.id, feedback.child_id, feedback.alert_id, feedback.channel,
		feedback.recipient
)
insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, recipient,
	created_at, due_at, feedback_id)
select nextval('concernd.outbox_id'), taken.child_id, taken.alert_id, decision.evidence_version,
	'feedback', taken.channel, taken.recipient, clock_timestamp(), clock_timestamp(), taken.id
from taken
cross join lateral (
	select evidence_version
	from concernd.decision
	where decision.child_id = taken.child_id and decision.alert_id = taken.alert_id
	offset 0
) as decision
returning id
