-- May somebody look at a meeting? $1 which, $2 who, $3 on duty or not. The children whom it shows them, or
-- all of them where every one of its alerts is closed to them; whether that is so; a child to open with a
-- reason. No row, or no children: there is none.
select case when bool_and(on_it.is_closed) then array_agg(distinct child.id order by child.id)
		else array_agg(distinct child.id order by child.id) filter (where not on_it.is_closed) end,
	bool_and(on_it.is_closed), min(child.id) filter (where on_it.is_closed)
from concernd.meeting_alert
join concernd.alert on alert.child_id = meeting_alert.child_id and alert.id = meeting_alert.alert_id
cross join lateral (select concernd.is_closed_to(alert, $2::text, $3::boolean) as is_closed) as on_it
cross join lateral unnest(concernd.children_of(alert)) as child (id)
where meeting_alert.meeting_id = $1::bigint
