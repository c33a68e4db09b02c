-- A meeting is called. $1 kind, $2 when, $3 by whom, $4 for when, $5 where (null: not said); $6 agencies
-- invited; $7 children and $8 alerts on which it is, side by side; $9 who, for the audit.
with called as (
	insert into concernd.meeting (kind, called_at, called_by, planned_for, place)
	values ($1::text, $2::timestamptz, $3::text, $4::timestamptz, $5::text)
	returning id
), invited as (
	insert into concernd.meeting_agency (meeting_id, agency, invited_at)
	select called.id, agency, $2
	from called
	cross join unnest($6::text[]) as agency
), put as (
	insert into concernd.meeting_alert (child_id, alert_id, meeting_id)
	select row.child_id, row.alert_id, called.id
	from called
	cross join unnest($7::bigint[], $8::bigint[]) as row (child_id, alert_id)
), audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail)
	select $9::text, 'meeting-called', concernd.children_of(alert), alert.id,
		'meeting ' || called.id || ': ' || $1
	from called
	cross join unnest($7, $8) as row (child_id, alert_id)
	join concernd.alert on alert.child_id = row.child_id and alert.id = row.alert_id
	order by alert.id
)
select id from called
