-- What acknowledging or deciding rests on, behind the locks of the children. $1 children, $2 alerts and
-- $3 the evidence versions that were on the screen (null: the latest), side by side; $4 who, $5 on
-- duty or not. The moment is after all that the alert rests on.
select alert.id, alert.child_id, alert.rule, alert.rule_set, alert.state, alert.evidence_version,
	coalesce((select max(incident) from unnest(latest.incidents) as incident), 0) as incidents,
	(select coalesce(max(incident), 0)
	 from concernd.alert_version seen cross join unnest(seen.incidents) as incident
	 where seen.child_id = alert.child_id and seen.alert_id = alert.id
		and seen.version = row.seen) as incidents_seen,
	exists (select from concernd.decision
		join concernd.alert before on before.child_id = decision.child_id
			and before.id = decision.alert_id
		where lower(decision.person) = lower($4::text)
			and concernd.children_of(before) && concernd.children_of(alert)) as has_decided,
	greatest(clock_timestamp(), alert.changed_at + interval '1 microsecond') as at,
	alert.level, latest.agencies, latest.categories, decided.outcome, decided.person,
	decided.decided_at, alert.acknowledged_by, alert.acknowledged_at,
	concernd.is_closed_to(alert, $4, $5::boolean) as is_closed
from unnest($1::bigint[], $2::bigint[], $3::integer[]) as row (child_id, id, seen)
join concernd.alert on alert.child_id = row.child_id and alert.id = row.id
join concernd.alert_version latest on latest.child_id = alert.child_id
	and latest.alert_id = alert.id and latest.version = alert.evidence_version
left join concernd.decision decided on decided.child_id = alert.child_id
	and decided.alert_id = alert.id
order by alert.id
