-- Clocks of what a decision or a meeting asks for, inserted before in this transaction. Side by side, as
-- there: $1 children, $2 alerts, $3 days by which actions are to be done and $4 when the clock of each is
-- due; $5 when they were set. Two actions of one alert and day have one due time.
insert into concernd.clock (child_id, alert_id, kind, part, started_at, due_at, next_at)
select action.child_id, action.alert_id, 'act', action.id, $5::timestamptz, row.due_at, row.due_at
from (select distinct * from unnest($1::bigint[], $2::bigint[], $3::date[], $4::timestamptz[])
	as given (child_id, alert_id, due_on, due_at)) as row
cross join lateral (
	select action.*
	from concernd.action
	where action.child_id = row.child_id and action.alert_id = row.alert_id
		and action.due_on = row.due_on and action.set_at = $5
	offset 0
) as action
on conflict do nothing
