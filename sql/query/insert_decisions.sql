-- A decision on one alert or several. $1 children, $2 alerts, $3 evidence versions, side by side; $4
-- outcome, $5 rationale, $6 person, $7 when, $8 who wrote it down, $9 the alerts of one over several.
with row as (
	select * from unnest($1::bigint[], $2::bigint[], $3::integer[]) as row (child_id, id, version)
), decided as (
	insert into concernd.decision (child_id, alert_id, evidence_version, outcome, rationale,
		person, decided_at, noted_by, together)
	select row.child_id, row.id, row.version, $4::text, $5::text, $6::text, $7::timestamptz,
		$8::text, $9::bigint[]
	from row
)
update concernd.alert
set state = 'decided', decided_at = $7, changed_at = $7, outcome = $4
from row
where alert.child_id = row.child_id and alert.id = row.id
