-- Decided alerts that rest on facts since corrected. $1 children and $2 alerts, side by side; $3 when.
-- Looked up one by one and changed in their places, as in update_alerts.
update concernd.alert
set corrected_at = $3
from (
	select stood.place
	from unnest($1::bigint[], $2::bigint[]) as row (child_id, id)
	cross join lateral (
		select alert.ctid as place
		from concernd.alert
		where alert.child_id = row.child_id and alert.id = row.id
		offset 0
	) as stood
) as found
where alert.ctid = found.place and alert.corrected_at is null
