-- Somebody holds an alert now. $1 child, $2 alert, $3 who, $4 when, $5 who wrote it down.
with audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id)
	values ($5::text, 'alert-acknowledged', array[$1::bigint], $2::bigint)
)
update concernd.alert
set state = 'acknowledged', acknowledged_by = $3::text, acknowledged_at = $4::timestamptz,
	changed_at = $4
where child_id = $1 and id = $2
