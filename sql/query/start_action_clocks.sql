-- Clocks of what a decision asks for, inserted before in this transaction. $1 child, $2 alert, $3 days by
-- which actions are to be done and $4 when the clock of each is due, side by side; $5 when it was decided.
insert into concernd.clock (child_id, alert_id, kind, part, started_at, due_at, next_at)
select action.child_id, action.alert_id, 'act', action.id, $5::timestamptz, row.due_at, row.due_at
from unnest($3::date[], $4::timestamptz[]) as row (due_on, due_at)
cross join lateral (
	select action.*
	from concernd.action
	where action.child_id = $1::bigint and action.alert_id = $2::bigint
		and action.due_on = row.due_on and action.set_at = $5
	offset 0
) as action
on conflict do nothing
