-- A meeting will not be held. $1 which, $2 when that is said, $3 by whom, $4 why.
update concernd.meeting
set cancelled_at = $2::timestamptz, cancelled_by = $3::text, cancelled_because = $4::text
where id = $1::bigint
