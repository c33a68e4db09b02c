-- What a decision, or a meeting, asks for. Side by side: $1 children, $2 alerts, $3 what, $4 owners, $5
-- agencies, $6 due, $7 otherwise; $8 when, $9 who set them, $10 who wrote it down, $11 the meeting (null:
-- a decision).
with row as (
	select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::date[],
			$7::text[])
		with ordinality as row (child_id, alert_id, what, owner, agency, due_on, contingency,
			place)
), audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail)
	select $10::text, 'action-set', array[row.child_id], row.alert_id, row.agency
	from row order by row.place
)
insert into concernd.action (child_id, alert_id, what, owner, agency, due_on, contingency, set_at,
	set_by, meeting_id)
select row.child_id, row.alert_id, row.what, row.owner, row.agency, row.due_on, row.contingency,
	$8::timestamptz, $9::text, $11::bigint
from row
order by row.place
