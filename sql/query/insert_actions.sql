-- What a decision asks for. $1 child, $2 alert; $3 what, $4 owner, $5 agency, $6 due, $7 otherwise,
-- side by side; $8 when, $9 who decided, $10 who wrote it down.
with row as (
	select * from unnest($3::text[], $4::text[], $5::text[], $6::date[], $7::text[])
		with ordinality as row (what, owner, agency, due_on, contingency, place)
), audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail)
	select $10::text, 'action-set', array[$1::bigint], $2::bigint, row.agency
	from row order by row.place
)
insert into concernd.action (child_id, alert_id, what, owner, agency, due_on, contingency, set_at,
	set_by)
select $1, $2, row.what, row.owner, row.agency, row.due_on, row.contingency, $8::timestamptz,
	$9::text
from row
order by row.place
