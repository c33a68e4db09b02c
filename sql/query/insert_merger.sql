-- Who became part of whom. $1 absorbed ones, $2 the child, $3 when, $4 who says so, $5 why, $6 who writes
-- it down.
insert into concernd.merger (absorbed_id, child_id, merged_at, person, reason, noted_by)
select absorbed_id, $2::bigint, $3::timestamptz, $4::text, $5::text, $6::text
from unnest($1::bigint[]) as row (absorbed_id)
