-- Alerts as they stand, the newest first. $1 states, $2 levels, $3 a rule (null: all), $4 only
-- alerts with a greater id (0: all), $5 one alert (null: all), $6 how many at most, $7 only those that
-- an outcome made void.
select alert.id, alert.child_id, alert.rule, rule.title, alert.rule_set, alert.mode, alert.state,
	alert.level, alert.became_true_at, alert.known_at, alert.changed_at, alert.decided_at,
	alert.evidence_version, cardinality(evidence.contact_ids),
	(select coalesce(max(incident), 0) from unnest(evidence.incidents) as incident),
	evidence.agencies, evidence.categories, alert.outcome, alert.withdrawn_by, alert.corrected_at,
	alert.scope, coalesce(alert.children, array[alert.child_id]) as children
from concernd.alert
join concernd.alert_version evidence on evidence.child_id = alert.child_id
	and evidence.alert_id = alert.id and evidence.version = alert.evidence_version
join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
where alert.state = any ($1::text[]) and alert.level = any ($2::text[])
	and ($3::text is null or alert.rule = $3::text)
	and alert.id > $4::bigint
	and ($5::bigint is null or alert.id = $5::bigint)
	and (not $7::boolean or alert.withdrawn_by = 'outcome')
order by alert.id desc
limit $6::integer
