-- Somebody opens a restricted record for a while. $1 the child, $2 who, $3 why, $4 for how many seconds.
with audited as (
	insert into concernd.audit (actor, action, child_ids)
	values ('user:' || $2::text, 'glass-broken', array[$1::bigint])
)
insert into concernd.glass (child_id, person, reason, until)
values ($1, $2, $3::text, clock_timestamp() + $4::integer * interval '1 second')
returning id, until
