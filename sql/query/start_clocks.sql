-- Clocks of alerts that rise, or escalate. $1 children, $2 alerts, $3 kinds, $4 due, side by side; $5
-- when. One that runs already never moves later, and stays at its rung.
insert into concernd.clock (child_id, alert_id, kind, started_at, due_at, next_at)
select child_id, alert_id, kind, $5::timestamptz, due_at, due_at
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[])
	as row (child_id, alert_id, kind, due_at)
on conflict (child_id, alert_id, kind, part) do update
set started_at = case when clock.ended_at is null then clock.started_at
		else excluded.started_at end,
	due_at = case when clock.ended_at is null then least(clock.due_at, excluded.due_at)
		else excluded.due_at end,
	next_at = case when clock.ended_at is null then least(clock.next_at, excluded.next_at)
		else excluded.next_at end,
	rung = case when clock.ended_at is null then clock.rung else 0 end,
	missed_at = case when clock.ended_at is null then clock.missed_at end,
	ended_at = null
