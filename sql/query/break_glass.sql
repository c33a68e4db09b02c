-- Somebody opens a restricted record for a while. $1 the child, $2 who, $3 why, $4 for how many seconds. The
-- audit entry is a step of its own: it commits to the reason.
insert into concernd.glass (child_id, person, reason, until)
values ($1::bigint, $2::text, $3::text, clock_timestamp() + $4::integer * interval '1 second')
returning id, until
