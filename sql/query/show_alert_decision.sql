-- The decision on an alert; no row when there is none. $1 the alert.
select decision.outcome, decision.rationale, decision.person, decision.evidence_version,
	decision.decided_at
from concernd.alert
join concernd.decision on decision.child_id = alert.child_id and decision.alert_id = alert.id
where alert.id = $1::bigint
