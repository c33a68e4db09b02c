-- What a decision rests on, behind the lock of the child. $1 the child, $2 the alert, $3 the evidence
-- version that was on the screen (null: the latest), $4 who decides. The moment is after all that
-- the alert rests on.
select alert.rule, alert.rule_set, alert.state, alert.evidence_version,
	coalesce((select max(incident) from unnest(latest.incidents) as incident), 0) as incidents,
	(select coalesce(max(incident), 0)
	 from concernd.alert_version seen cross join unnest(seen.incidents) as incident
	 where seen.child_id = alert.child_id and seen.alert_id = alert.id
		and seen.version = $3::integer) as incidents_seen,
	exists (select from concernd.decision
		where decision.child_id = alert.child_id and lower(decision.person) = lower($4::text))
		as has_decided,
	greatest(clock_timestamp(), alert.changed_at + interval '1 microsecond') as at
from concernd.alert
join concernd.alert_version latest on latest.child_id = alert.child_id
	and latest.alert_id = alert.id and latest.version = alert.evidence_version
where alert.child_id = $1::bigint and alert.id = $2::bigint
