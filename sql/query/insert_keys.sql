-- Under which keys those aliases are found from now on. $1 keys and $2 aliases, side by side.
insert into concernd.alias_key (key, alias_id)
select key, alias_id from unnest($1::bigint[], $2::bigint[]) as row (key, alias_id)
