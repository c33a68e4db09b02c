-- Undecided alerts whose evidence changed; one that escalates is new again, one that nothing holds
-- any more is withdrawn and stays as it last stood. $1 to $6 side by side, $7 when.
update concernd.alert
set level = row.level, became_true_at = row.became_true_at, changed_at = $7,
	evidence_version = row.evidence_version,
	state = case row.change when 'escalated' then 'new' when 'withdrawn' then 'withdrawn'
		else alert.state end
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::integer[])
	as row (child_id, id, change, level, became_true_at, evidence_version)
where alert.child_id = row.child_id and alert.id = row.id
