-- May somebody ask an agency about an alert? $1 the alert, $2 who, $3 on duty or not. The children on whom it
-- shows; no row: there is none.
select concernd.children_of(alert), concernd.is_closed_to(alert, $2::text, $3::boolean), alert.mode
from concernd.alert
where alert.id = $1::bigint
