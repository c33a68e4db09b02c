-- To which teams children are open. $1 to $10 side by side, $11 when it was recorded.
insert into concernd.child_status (child_id, alias_id, source, event_id, at, status, team, plan, valid_from,
	valid_until, recorded_at)
select child_id, alias_id, source, event_id, at, status, team, plan, valid_from, valid_until, $11
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[],
	$8::text[], $9::timestamptz[], $10::timestamptz[])
	as row (child_id, alias_id, source, event_id, at, status, team, plan, valid_from, valid_until)
