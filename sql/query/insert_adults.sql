-- Adults whom nothing on file speaks of. $1 their ids, $2 when.
insert into concernd.adult (id, opened_at)
select id, $2 from unnest($1::bigint[]) as row (id)
