-- The alerts of subjects as they stood at an instant: the columns of load_alerts. One that was withdrawn
-- by then is none, one that was decided later is undecided. $1 the subjects, $2 when.
with recursive judged (subject_id, child_id) as (
	select id, id from unnest($1::bigint[]) as asked (id)
	union
	select judged.subject_id, part.absorbed_id
	from judged
	cross join lateral (
		select absorbed_id from concernd.merger
		where merger.child_id = judged.child_id and merger.merged_at <= $2
			and coalesce(merger.undone_at > $2, true) offset 0) part
)
select judged.subject_id, alert.id, alert.rule, alert.rule_set, alert.mode, told.level,
	told.became_true_at, told.version,
	case when alert.decided_at <= $2 then alert.decided_at end as decided_at, told.contact_ids,
	told.contact_versions::bigint[] as contact_versions, told.agencies, told.categories,
	array_to_string(told.contact_ids, ','), array_to_string(told.contact_versions, ','),
	array_to_string(told.incidents, ','), coalesce(alert.corrected_at <= $2, false) as is_corrected,
	case when alert.decided_at <= $2 then alert.outcome end as outcome,
	alert.lifts_history, array_to_string(alert.children, ',') as children,
	null::text as holder, alert.child_id
from judged
cross join lateral (
	select * from concernd.alert where alert.child_id = judged.child_id offset 0) as alert
cross join lateral (
	select alert_version.*
	from concernd.alert_version
	where alert_version.child_id = alert.child_id and alert_version.alert_id = alert.id
		and alert_version.recorded_at <= $2
	order by alert_version.version desc
	limit 1
) as told
where told.change <> 'withdrawn'
	and (judged.child_id = judged.subject_id or alert.decided_at <= $2)
order by judged.subject_id, 9, alert.id
