-- Alerts on which a meeting is called. $1 which, $2 who calls it, $3 on duty or not. Those of shadow rules
-- are told to nobody: they are not there.
select alert.id, alert.child_id, alert.level, concernd.is_closed_to(alert, $2::text, $3::boolean),
	concernd.children_of(alert)
from concernd.alert
where alert.id = any ($1::bigint[]) and alert.mode = 'live'
order by alert.id
