-- May somebody look at an alert? $1 the alert, $2 who, $3 on duty or not. No row: there is none.
select alert.child_id, concernd.is_closed_to(alert.child_id, $2::text, $3::boolean)
from concernd.alert
where alert.id = $1::bigint
