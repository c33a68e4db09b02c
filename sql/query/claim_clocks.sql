-- Clocks of which a rung is to be told now, locked for this transaction: what another daemon has is
-- passed over. $1 how many at most. With what the ladder needs to know of the alert; and the rule set in
-- force.
with due as materialized (
	select ctid as place
	from concernd.clock
	where ended_at is null and next_at <= clock_timestamp()
	order by next_at
	limit $1::integer
	for update skip locked
), found as (
	select clock.*
	from concernd.clock
	where clock.ctid = any (array(select place from due))
)
select found.child_id, found.alert_id, found.kind, found.part, found.due_at, found.rung,
	alert.rule, alert.level, alert.state, alert.mode, alert.evidence_version,
	case found.kind
		when 'act' then (select owner from concernd.action where id = found.part)
		when 'answer' then (select asked_by from concernd.request where id = found.part)
		when 'conference' then (select chair from concernd.meeting where id = found.part)
		else alert.acknowledged_by
	end as holder,
	told.agencies,
	(select max(version) from concernd.rule_set) as rule_set, clock_timestamp() as at,
	case found.kind
		when 'acknowledge' then alert.state = 'new'
		when 'decide' then alert.state in ('new', 'acknowledged')
		when 'act' then exists (select from concernd.action
			where action.id = found.part and action.done_at is null)
		when 'answer' then exists (select from concernd.request
			where request.id = found.part and request.answered_at is null
				and request.withdrawn_at is null)
		when 'conference' then exists (select from concernd.meeting
			where meeting.id = found.part and meeting.next_waived_at is null
				and not concernd.is_followed(meeting, alert))
		when 'feedback' then exists (select from concernd.feedback
			where feedback.child_id = found.child_id and feedback.alert_id = found.alert_id
				and feedback.done_at is null)
		else false
	end as is_owed,
	array(select concernd.team_of(shown.child_id)
	      from unnest(coalesce(alert.children, array[alert.child_id])) as shown (child_id)
	      where concernd.team_of(shown.child_id) is not null) as teams
from found
cross join lateral (
	select alert.*
	from concernd.alert
	where alert.child_id = found.child_id and alert.id = found.alert_id
	offset 0
) as alert
cross join lateral (
	select alert_version.agencies
	from concernd.alert_version
	where alert_version.child_id = found.child_id and alert_version.alert_id = found.alert_id
		and alert_version.version = alert.evidence_version
	offset 0
) as told
order by found.next_at, found.alert_id, found.kind, found.part
