-- To which teams children are open. $1 to $9 side by side, $10 when it was recorded.
insert into concernd.child_status (child_id, source, event_id, at, status, team, plan, valid_from,
	valid_until, recorded_at)
select child_id, source, event_id, at, status, team, plan, valid_from, valid_until, $10
from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[],
	$7::text[], $8::timestamptz[], $9::timestamptz[])
	as row (child_id, source, event_id, at, status, team, plan, valid_from, valid_until)
