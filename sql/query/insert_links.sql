-- Whom those aliases are taken to speak of, and why. $1 children, $2 aliases, $3 reasons, side by
-- side; $4 when.
insert into concernd.link (child_id, alias_id, linked_at, reason)
select child_id, alias_id, $4, reason
from unnest($1::bigint[], $2::bigint[], $3::text[]) as row (child_id, alias_id, reason)
