-- What was owed is done, or owed no more. $1 children and $2 alerts, side by side; $3 kinds of clocks;
-- $4 when.
update concernd.clock
set ended_at = $4::timestamptz
from (
	select place.ctid as place
	from unnest($1::bigint[], $2::bigint[]) as row (child_id, alert_id)
	cross join unnest($3::text[]) as kind (kind)
	cross join lateral (
		select clock.ctid, clock.ended_at
		from concernd.clock
		where clock.child_id = row.child_id and clock.alert_id = row.alert_id
			and clock.kind = kind.kind and clock.part = 0
		for update
		offset 0
	) as place
	where place.ended_at is null
) as found
where clock.ctid = found.place
