-- Alerts that rise. $1 to $9 and $11 side by side, lists joined by commas, $10 when we knew.
insert into concernd.alert (child_id, id, scope, children, rule, rule_set, mode, state, level,
	became_true_at, known_at, changed_at, evidence_version, lifts_history)
select child_id, id, scope, string_to_array(children, ',')::bigint[], rule, rule_set, mode, 'new',
	level, became_true_at, $10, $10, 1, lifts_history
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::integer[],
	$7::text[], $8::text[], $9::timestamptz[], $11::boolean[])
	as row (child_id, id, scope, children, rule, rule_set, mode, level, became_true_at,
		lifts_history)
