-- When rules may come to hold for children by nothing but time. $1 to $3 side by side.
insert into concernd.timer (child_id, rule, due_at)
select child_id, rule, due_at
from unnest($1::bigint[], $2::text[], $3::timestamptz[]) as row (child_id, rule, due_at)
