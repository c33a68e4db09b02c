-- An agency answered, and the clock ends. $1 which request, $2 who notes it, $3 on duty or not, $4 kind of
-- answer, $5 the answer and $6 who gave it, $7 why it is withheld (null: it is not), $8 when it came (null:
-- now). One row if there is such a one: whether it is closed to them, by whom and when it was answered or
-- withdrawn before, and whether the answer came before the question.
with found as (
	select request.*, (concernd.is_closed_to(alert, $2::text, $3::boolean)
			or concernd.is_closed_to(concernd.became(request.about_id), $2, $3)) as is_closed,
		concernd.children_of(alert) as shown_on, alert.evidence_version
	from concernd.request
	join concernd.alert on alert.child_id = request.child_id and alert.id = request.alert_id
	where request.id = $1::bigint
	for no key update of request
), answered as (
	update concernd.request
	set answered_at = greatest(least($8::timestamptz, clock_timestamp()), found.asked_at),
		logged_at = clock_timestamp(), answered_by = $2, answer_kind = $4::text,
		answer = $5::text, answer_from = $6::text, withheld_because = $7::text
	from found
	where request.id = found.id and not found.is_closed and found.answered_at is null
		and found.withdrawn_at is null
		and coalesce($8 >= date_trunc('second', found.asked_at), true)
	returning request.*
), ended as (
	update concernd.clock
	set ended_at = clock_timestamp()
	from answered
	where clock.child_id = answered.child_id and clock.alert_id = answered.alert_id and clock.kind = 'answer'
		and clock.part = answered.id and clock.ended_at is null
)
select shown_on, is_closed, alert_id, concernd.instant(answered_at), concernd.title_of(answered_by),
	concernd.instant(withdrawn_at), concernd.title_of(withdrawn_by), coalesce($8 < date_trunc('second', asked_at), false)
from found
