-- An alert that stands for another, which is withdrawn in this transaction, has no clock later than that
-- one's, and its ladder goes on where that one's was. $1 the child and $2 the alert that stands, $3 and $4
-- those of the other, side by side. Asked before the clocks of the other end.
update concernd.clock
set started_at = least(clock.started_at, before.started_at),
	due_at = least(clock.due_at, before.due_at),
	next_at = least(clock.next_at, before.next_at),
	rung = greatest(clock.rung, before.rung),
	missed_at = least(clock.missed_at, before.missed_at)
from (
	select mine.place, min(other.started_at) as started_at, min(other.due_at) as due_at,
		min(other.next_at) as next_at, max(other.rung) as rung, min(other.missed_at) as missed_at
	from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
		as row (child_id, alert_id, other_child_id, other_alert_id)
	cross join lateral (
		select clock.ctid as place, clock.kind
		from concernd.clock
		where clock.child_id = row.child_id and clock.alert_id = row.alert_id
			and clock.kind in ('acknowledge', 'decide') and clock.part = 0
			and clock.ended_at is null
		for update
		offset 0
	) as mine
	cross join lateral (
		select clock.*
		from concernd.clock
		where clock.child_id = row.other_child_id and clock.alert_id = row.other_alert_id
			and clock.kind = mine.kind and clock.part = 0 and clock.ended_at is null
		offset 0
	) as other
	group by mine.place
) as before
where clock.ctid = before.place
