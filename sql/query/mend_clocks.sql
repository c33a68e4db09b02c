-- Clocks that were missing. $1 children, $2 alerts, $3 kinds, $4 due, side by side; $5 when. Under the
-- child's lock nobody acknowledges or decides meanwhile: one who did so before needs none. Those that
-- were mended are returned.
insert into concernd.clock (child_id, alert_id, kind, started_at, due_at, next_at)
select row.child_id, row.alert_id, row.kind, $5::timestamptz, row.due_at, row.due_at
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[])
	as row (child_id, alert_id, kind, due_at)
cross join lateral (
	select alert.state
	from concernd.alert
	where alert.child_id = row.child_id and alert.id = row.alert_id
	offset 0
) as alert
where alert.state = 'new' or (alert.state = 'acknowledged' and row.kind = 'decide')
on conflict (child_id, alert_id, kind, part) do update
set due_at = excluded.due_at, next_at = excluded.next_at, rung = 0, missed_at = null,
	ended_at = null
where clock.ended_at is not null
returning alert_id
