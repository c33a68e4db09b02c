-- A child is restricted from now on to those named. $1 the child, $2 names, $3 why, $4 who says so. One
-- restriction stands at a time: this ends the one before. The audit entry is a step of its own: it commits
-- to the reason.
with ended as (
	update concernd.restriction
	set ended_at = clock_timestamp(), ended_by = $4::text
	where child_id = $1::bigint and ended_at is null
	returning id
)
insert into concernd.restriction (child_id, people, reason, set_by)
select $1, $2::text[], $3::text, $4
from (select count(*) from ended) as after_that
