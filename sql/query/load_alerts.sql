-- The alerts of the subjects of the judging set that stand undecided or were decided, each with its
-- evidence as it last stood: of those asked for, of the groups of doubts that they are in, and, decided
-- ones alone, of those that became part of any of them. $1 the subjects. One by one, so that no plan,
-- made while there were hardly any alerts, can begin with all alerts there are.
with recursive judged (subject_id, child_id) as (
	(select id, id from unnest($1::bigint[]) as asked (id)
	 union
	 select doubt.doubt_id, doubt.doubt_id
	 from unnest($1::bigint[]) as asked (id)
	 cross join lateral (select doubt_id from concernd.doubt
			     where doubt.child_id = asked.id offset 0) doubt)
	union
	select judged.subject_id, part.absorbed_id
	from judged
	cross join lateral (
		select absorbed_id from concernd.merger
		where merger.child_id = judged.child_id and merger.undone_at is null offset 0) part
)
select judged.subject_id, alert.id, alert.rule, alert.rule_set, alert.mode, alert.level,
	alert.became_true_at, alert.evidence_version, alert.decided_at, told.contact_ids,
	told.contact_versions::bigint[] as contact_versions, told.agencies, told.categories,
	array_to_string(told.contact_ids, ','), array_to_string(told.contact_versions, ','),
	array_to_string(told.incidents, ','), alert.corrected_at is not null as is_corrected,
	alert.outcome, alert.lifts_history, array_to_string(alert.children, ',') as children,
	case when alert.state = 'acknowledged' then alert.acknowledged_by end as holder,
	alert.child_id
from judged
cross join lateral (
	select alert.*
	from concernd.alert
	where alert.child_id = judged.child_id and alert.state <> 'withdrawn'
		and (alert.state = 'decided' or judged.child_id = judged.subject_id)
	offset 0
) as alert
cross join lateral (
	select alert_version.*
	from concernd.alert_version
	where alert_version.child_id = alert.child_id and alert_version.alert_id = alert.id
		and alert_version.version = alert.evidence_version
	offset 0
) as told
order by judged.subject_id, alert.decided_at, alert.id
