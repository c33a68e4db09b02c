-- What the partnership reports, by agency and month, as JSON; nothing in it is of one child, and counts of
-- 1 to 5 are null. $1 first day, $2 the day after the last, $3 the time zone of the rules. A contact is
-- counted once for each child whom it bears on: withdrawn ones not, and amended ones as first told.
with told as (
	select distinct on (contact.child_id, contact.contact_id) contact.child_id, contact.contact_id,
		contact.agency, contact.occurred_at,
		coalesce((select correction.outcome from concernd.correction
			  where correction.of_source = contact.source
				and correction.of_event_id = contact.event_id
				and correction.kind = 'outcome'
			  order by correction.at desc, correction.source desc, correction.event_id desc,
				correction.resend desc
			  limit 1), contact.outcome) as outcome
	from concernd.contact
	where contact.version = 1 and contact.left_at is null
		and contact.occurred_at >= ($1::date - interval '12 months')::timestamp at time zone $3::text
		and contact.occurred_at < $2::date::timestamp at time zone $3
		and not exists (
			select from concernd.correction
			where correction.of_source = contact.source
				and correction.of_event_id = contact.event_id
				and correction.kind = 'withdrawn')
	order by contact.child_id, contact.contact_id
), ordered as (
	select told.*, lag(told.occurred_at) over child as before_at,
		lag(told.outcome) over child as before, lag(told.outcome, 2) over child as before_that
	from told
	window child as (partition by told.child_id order by told.occurred_at, told.contact_id)
), counted as (
	select agency, to_char(occurred_at at time zone $3, 'YYYY-MM') as month, count(*) as contacts,
		count(*) filter (where before_at > occurred_at - interval '12 months') as repeats,
		count(*) filter (where outcome = 'nfa') as nfa,
		count(*) filter (where outcome = 'nfa' and before = 'nfa' and before_that = 'nfa')
			as nfa_runs
	from ordered
	where occurred_at >= $1::timestamp at time zone $3
	group by agency, 2
), raised as (
	select agency, to_char(alert.known_at at time zone $3, 'YYYY-MM') as month, count(*) as alerts,
		count(*) filter (where alert.state = 'decided') as decided,
		count(*) filter (where alert.state = 'decided' and alert.decided_at <= clock.due_at)
			as decided_in_time
	from concernd.alert
	left join concernd.clock on clock.child_id = alert.child_id and clock.alert_id = alert.id
		and clock.kind = 'decide'
	join concernd.alert_version latest on latest.child_id = alert.child_id
		and latest.alert_id = alert.id and latest.version = alert.evidence_version
	cross join unnest(latest.agencies) as agency
	where alert.mode = 'live' and alert.known_at >= $1::timestamp at time zone $3
		and alert.known_at < $2::timestamp at time zone $3
	group by agency, 2
), answered as (
	select agency, to_char(feedback.decided_at at time zone $3, 'YYYY-MM') as month,
		count(*) as feedback, count(*) filter (where done_at <= due_at) as feedback_in_time
	from concernd.feedback
	where feedback.decided_at >= $1::timestamp at time zone $3
		and feedback.decided_at < $2::timestamp at time zone $3
	group by agency, 2
), asked as (
	select agency, to_char(request.asked_at at time zone $3, 'YYYY-MM') as month,
		count(*) as requests,
		count(*) filter (where answered_at <= due_at) as requests_in_time,
		count(*) filter (where answered_at > due_at) as requests_late,
		count(*) filter (where answered_at is null and due_at < clock_timestamp())
			as requests_overdue,
		count(*) filter (where answer_kind = 'not-disclosed') as requests_withheld
	from concernd.request
	where request.asked_at >= $1::timestamp at time zone $3
		and request.asked_at < $2::timestamp at time zone $3 and withdrawn_at is null
	group by agency, 2
)
select json_build_object('from', to_char($1, 'YYYY-MM'), 'until', to_char($2 - 1, 'YYYY-MM'),
	'hidden', 'Counts of 1 to 5 are null.',
	'rows', coalesce(json_agg(json_build_object('agency', agency, 'month', month,
		'contacts', case when contacts between 1 and 5 then null else coalesce(contacts, 0) end,
		'repeats', case when repeats between 1 and 5 then null else coalesce(repeats, 0) end,
		'nfa', case when nfa between 1 and 5 then null else coalesce(nfa, 0) end,
		'nfa_runs', case when nfa_runs between 1 and 5 then null else coalesce(nfa_runs, 0) end,
		'alerts', case when alerts between 1 and 5 then null else coalesce(alerts, 0) end,
		'decided', case when decided between 1 and 5 then null else coalesce(decided, 0) end,
		'decided_in_time', case when decided_in_time between 1 and 5 then null
			else coalesce(decided_in_time, 0) end,
		'feedback', case when feedback between 1 and 5 then null else coalesce(feedback, 0) end,
		'feedback_in_time', case when feedback_in_time between 1 and 5 then null
			else coalesce(feedback_in_time, 0) end,
		'requests', case when requests between 1 and 5 then null
			else coalesce(requests, 0) end,
		'requests_in_time', case when requests_in_time between 1 and 5 then null
			else coalesce(requests_in_time, 0) end,
		'requests_late', case when requests_late between 1 and 5 then null
			else coalesce(requests_late, 0) end,
		'requests_overdue', case when requests_overdue between 1 and 5 then null
			else coalesce(requests_overdue, 0) end,
		'requests_withheld', case when requests_withheld between 1 and 5 then null
			else coalesce(requests_withheld, 0) end)
		order by month, agency), '[]'))::text
from counted
full join raised using (agency, month)
full join answered using (agency, month)
full join asked using (agency, month)
