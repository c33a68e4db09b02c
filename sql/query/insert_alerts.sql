-- Alerts that rise. $1 to $7 and $9 side by side, $8 when we knew.
insert into concernd.alert (child_id, id, rule, rule_set, mode, state, level, became_true_at,
	known_at, changed_at, evidence_version, lifts_history)
select child_id, id, rule, rule_set, mode, 'new', level, became_true_at, $8, $8, 1, lifts_history
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::integer[], $5::text[], $6::text[],
	$7::timestamptz[], $9::boolean[])
	as row (child_id, id, rule, rule_set, mode, level, became_true_at, lifts_history)
