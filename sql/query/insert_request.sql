-- A request to an agency, its clock, and the notice on its way, if the agency has a channel. $1 the alert, $2
-- about which child, $3 agency, $4 question, $5 why, $6 ground, $7 who asks, $8 when an answer is due, $9
-- channel and $10 recipient (null: none). The agency's own reference is that of its latest contact in the
-- evidence that bears on the child. Returns the request's id, and whether it is new: the same question to the
-- same agency is not asked again while it waits for its answer.
with asked as materialized (
	select alert.child_id, alert.id, alert.evidence_version, latest.contact_ids,
		latest.contact_versions
	from concernd.alert
	join concernd.alert_version latest on latest.child_id = alert.child_id
		and latest.alert_id = alert.id and latest.version = alert.evidence_version
	where alert.id = $1::bigint
), theirs as materialized (
	select contact.source, contact.event_id,
		coalesce(event.body::jsonb #>> '{data,source_ref}', contact.event_id) as reference
	from asked
	cross join unnest(asked.contact_ids, asked.contact_versions) as piece (contact_id, version)
	cross join lateral concernd.contact_of(array[$2::bigint], piece.contact_id, piece.version)
		as contact
	join concernd.event on event.source = contact.source and event.event_id = contact.event_id
		and event.resend = 0
	where contact.agency = $3::text
	order by contact.occurred_at desc, contact.contact_id desc
	limit 1
), made as (
	insert into concernd.request (child_id, alert_id, about_id, agency, question, why, ground,
		asked_at, asked_by, due_at, channel, recipient, reference, source, event_id)
	select asked.child_id, asked.id, $2, $3, $4::text, $5::text, $6::text, clock_timestamp(),
		$7::text, $8::timestamptz, $9::text, $10::text, theirs.reference, theirs.source,
		theirs.event_id
	from asked
	left join theirs on true
	on conflict (alert_id, about_id, agency, md5(question))
		where answered_at is null and withdrawn_at is null do nothing
	returning *
), started as (
	insert into concernd.clock (child_id, alert_id, kind, part, started_at, due_at, next_at)
	select child_id, alert_id, 'answer', id, asked_at, due_at, due_at from made
), told as (
	insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, recipient,
		created_at, due_at, deadline, request_id)
	select nextval('concernd.outbox_id'), made.child_id, made.alert_id, asked.evidence_version,
		'request', made.channel, made.recipient, made.asked_at, made.asked_at, made.due_at,
		made.id
	from made
	cross join asked
	where made.channel is not null
)
select id, true from made
union all
select request.id, false
from concernd.request
where request.alert_id = $1 and request.about_id = $2 and request.agency = $3
	and request.question = $4 and request.answered_at is null and request.withdrawn_at is null
