-- Notes that somebody looked. $1 who, $2 what was done, $3 at which children and $4 at which alert (none and
-- null: at a list), $5 a few plain words.
insert into concernd.audit (actor, action, child_ids, alert_id, detail)
values ($1::text, $2::text, $3::bigint[], $4::bigint, $5::text)
