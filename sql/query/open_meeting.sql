-- May somebody look at a meeting? $1 which, $2 who, $3 on duty or not. Its children; whether all of its
-- alerts are closed to them; a child to open with a reason. No row: there is none.
select array_agg(distinct child.id order by child.id), bool_and(on_it.is_closed),
	(array_agg(child.id order by not on_it.is_closed, child.id))[1]
from concernd.meeting_alert
join concernd.alert on alert.child_id = meeting_alert.child_id and alert.id = meeting_alert.alert_id
cross join lateral (select concernd.is_closed_to(alert, $2::text, $3::boolean) as is_closed) as on_it
cross join lateral unnest(concernd.children_of(alert)) as child (id)
where meeting_alert.meeting_id = $1::bigint
