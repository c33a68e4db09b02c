-- What had to follow a meeting need not any more. $1 which, $2 when that is said, $3 by whom, $4 why.
update concernd.meeting
set next_waived_at = $2::timestamptz, next_waived_by = $3::text, next_waived_because = $4::text
where id = $1::bigint
