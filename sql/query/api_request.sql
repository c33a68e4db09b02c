-- One request, as JSON, with the alert that it is asked on and how far its ladder was climbed. $1 which.
select (concernd.request_said(request)::jsonb || jsonb_build_object(
	'child', concernd.face(concernd.became(request.about_id)),
	'missed_at', concernd.instant(clock.missed_at), 'reminders', coalesce(clock.rung, 0),
	'on_alert', jsonb_build_object('id', alert.id, 'state', alert.state, 'level', alert.level,
		'rule', alert.rule, 'title', rule.title)))::text
from concernd.request
join concernd.alert on alert.child_id = request.child_id and alert.id = request.alert_id
join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
left join concernd.clock on clock.child_id = request.child_id
	and clock.alert_id = request.alert_id and clock.kind = 'answer' and clock.part = request.id
where request.id = $1::bigint
