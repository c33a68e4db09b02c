-- The alerts of the judging set that stand undecided or were decided, each with its evidence as it
-- last stood. $1 the children.
select alert.child_id, alert.id, alert.rule, alert.rule_set, alert.mode, alert.level,
	alert.became_true_at, alert.evidence_version, alert.decided_at, alert_version.contact_ids,
	alert_version.contact_versions::bigint[] as contact_versions, alert_version.agencies,
	alert_version.categories, array_to_string(alert_version.contact_ids, ','),
	array_to_string(alert_version.contact_versions, ','),
	array_to_string(alert_version.incidents, ',')
from concernd.alert
join concernd.alert_version on alert_version.child_id = alert.child_id
	and alert_version.alert_id = alert.id and alert_version.version = alert.evidence_version
where alert.child_id = any ($1::bigint[]) and alert.state <> 'withdrawn'
order by alert.child_id, alert.decided_at, alert.id
