-- Who picked an alert from the backlog, and why. $1 child, $2 alert, $3 person, $4 reason, $5 when,
-- $6 who wrote it down.
with picked as (
	insert into concernd.backlog_pick (child_id, alert_id, person, reason, picked_at, noted_by)
	values ($1::bigint, $2::bigint, $3::text, $4::text, $5::timestamptz, $6::text)
)
insert into concernd.audit (actor, action, child_ids, alert_id)
values ($6, 'backlog-raised', array[$1], $2)
