-- Who picked an alert from the backlog; no row when it rose by itself. $1 the alert.
select pick.person, pick.reason, pick.picked_at
from concernd.alert
join concernd.backlog_pick pick on pick.child_id = alert.child_id and pick.alert_id = alert.id
where alert.id = $1::bigint
