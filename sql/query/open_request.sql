-- May somebody look at a request? $1 which, $2 who, $3 on duty or not. The children on whom its alert shows, and
-- the alert; no row: there is none.
select concernd.children_of(alert), concernd.is_closed_to(alert, $2::text, $3::boolean)
		or concernd.is_closed_to(concernd.became(request.about_id), $2, $3), alert.id
from concernd.request
join concernd.alert on alert.child_id = request.child_id and alert.id = request.alert_id
where request.id = $1::bigint
