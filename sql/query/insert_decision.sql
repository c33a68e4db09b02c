-- A decision on an alert. $1 child, $2 alert, $3 evidence version, $4 outcome, $5 rationale, $6
-- person, $7 when, $8 who wrote it down.
with decided as (
	insert into concernd.decision (child_id, alert_id, evidence_version, outcome, rationale,
		person, decided_at, noted_by)
	values ($1::bigint, $2::bigint, $3::integer, $4::text, $5::text, $6::text, $7::timestamptz,
		$8::text)
), audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail)
	values ($8, 'alert-decided', array[$1], $2, $4)
)
update concernd.alert
set state = 'decided', decided_at = $7, changed_at = $7, outcome = $4
where child_id = $1 and id = $2
