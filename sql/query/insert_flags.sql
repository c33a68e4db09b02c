-- Children whom one contact names with another born on the same day: a twin is likely. $1 the children,
-- $2 when.
insert into concernd.child_flag (child_id, flag, set_at, set_by, reason)
select child_id, 'multiple-birth', $2, 'concernd', 'a contact named two children born on one day'
from unnest($1::bigint[]) as row (child_id)
on conflict (child_id, flag) where cleared_at is null do nothing
