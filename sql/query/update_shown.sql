-- On whom undecided alerts show now, where nothing else of them changed. $1 to $3 side by side, lists
-- joined by commas. Looked up one by one and changed in their places, as in update_alerts.
update concernd.alert
set children = string_to_array(found.children, ',')::bigint[]
from (
	select row.children, stood.place
	from unnest($1::bigint[], $2::bigint[], $3::text[]) as row (child_id, id, children)
	cross join lateral (
		select alert.ctid as place
		from concernd.alert
		where alert.child_id = row.child_id and alert.id = row.id
		offset 0
	) as stood
) as found
where alert.ctid = found.place
