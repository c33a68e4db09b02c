-- Somebody asked the agency themselves. $1 which request, $2 who, $3 on duty or not, $4 how they did. One row
-- if there is such a one, as of answer_request; at last whether that was noted before.
with found as (
	select request.*, (concernd.is_closed_to(alert, $2::text, $3::boolean)
			or concernd.is_closed_to(concernd.became(request.about_id), $2, $3)) as is_closed,
		concernd.children_of(alert) as shown_on, alert.evidence_version
	from concernd.request
	join concernd.alert on alert.child_id = request.child_id and alert.id = request.alert_id
	where request.id = $1::bigint
	for no key update of request
), told as (
	update concernd.request
	set told_at = clock_timestamp(), told_by = $2, told_note = $4::text
	from found
	where request.id = found.id and not found.is_closed and found.answered_at is null
		and found.withdrawn_at is null and found.told_at is null
)
select shown_on, is_closed, alert_id, concernd.instant(answered_at), concernd.title_of(answered_by),
	concernd.instant(withdrawn_at), concernd.title_of(withdrawn_by), told_at is not null
from found
