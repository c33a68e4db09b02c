-- What is flagged of $1 is of $2 as well: nothing confidential becomes open by a merge or a split. $3
-- when, $4 who writes it down.
with flagged as (
	insert into concernd.child_flag (child_id, flag, set_at, set_by, reason)
	select $2::bigint, flag, $3::timestamptz, $4::text, reason
	from concernd.child_flag
	where child_id = $1::bigint and cleared_at is null
	on conflict (child_id, flag) where cleared_at is null do nothing
)
insert into concernd.restriction (child_id, people, reason, set_by)
select $2::bigint, people, reason, $4::text
from concernd.restriction
where child_id = $1::bigint and ended_at is null
on conflict (child_id) where ended_at is null do nothing
