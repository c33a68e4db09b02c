-- Undecided alerts whose evidence changed; one that escalates is new again, one that nothing holds
-- any more is withdrawn and stays as it last stood. $1 to $9 side by side, lists joined by commas, $10
-- when. Each is looked up
-- by itself and changed in its place, which the child's lock keeps: joined freely, a plan made while
-- there were hardly any alerts would read them all.
update concernd.alert
set level = found.level, became_true_at = found.became_true_at, changed_at = $10,
	mode = found.mode, children = string_to_array(found.children, ',')::bigint[],
	evidence_version = found.evidence_version,
	state = case found.change when 'escalated' then 'new' when 'withdrawn' then 'withdrawn'
		else alert.state end,
	withdrawn_by = found.withdrawn_by
from (
	select row.change, row.level, row.became_true_at, row.evidence_version, row.withdrawn_by,
		row.mode, row.children, stood.place
	from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[],
		$6::integer[], $7::text[], $8::text[], $9::text[])
		as row (child_id, id, change, level, became_true_at, evidence_version, withdrawn_by,
			mode, children)
	cross join lateral (
		select alert.ctid as place
		from concernd.alert
		where alert.child_id = row.child_id and alert.id = row.id
		offset 0
	) as stood
) as found
where alert.ctid = found.place
