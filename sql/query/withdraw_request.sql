-- A request is withdrawn: no answer is owed any more, and an agency that was told of it is told. $1 which, $2
-- who says so, $3 on duty or not, $4 why. One row if there is such a one, as of answer_request.
with found as (
	select request.*, (concernd.is_closed_to(alert, $2::text, $3::boolean)
			or concernd.is_closed_to(concernd.became(request.about_id), $2, $3)) as is_closed,
		concernd.children_of(alert) as shown_on, alert.evidence_version
	from concernd.request
	join concernd.alert on alert.child_id = request.child_id and alert.id = request.alert_id
	where request.id = $1::bigint
	for no key update of request
), withdrawn as (
	update concernd.request
	set withdrawn_at = clock_timestamp(), withdrawn_by = $2, withdrawn_because = $4::text
	from found
	where request.id = found.id and not found.is_closed and found.answered_at is null
		and found.withdrawn_at is null
	returning request.*, found.evidence_version
), ended as (
	update concernd.clock
	set ended_at = clock_timestamp()
	from withdrawn
	where clock.child_id = withdrawn.child_id and clock.alert_id = withdrawn.alert_id and clock.kind = 'answer'
		and clock.part = withdrawn.id and clock.ended_at is null
), told as (
	insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, recipient,
		created_at, due_at, request_id, detail)
	select nextval('concernd.outbox_id'), child_id, alert_id, evidence_version, 'request', channel,
		recipient, clock_timestamp(), clock_timestamp(), id, '{"withdrawn":true}'
	from withdrawn
	where channel is not null
)
select shown_on, is_closed, alert_id, concernd.instant(answered_at), concernd.title_of(answered_by),
	concernd.instant(withdrawn_at), concernd.title_of(withdrawn_by), false
from found
