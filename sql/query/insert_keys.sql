-- Under which keys those aliases are found from now on. $1 keys, $2 aliases and $3 what they are compared
-- by, side by side.
insert into concernd.alias_key (key, alias_id, hint)
select key, alias_id, hint
from unnest($1::bigint[], $2::bigint[], $3::text[]) as row (key, alias_id, hint)
