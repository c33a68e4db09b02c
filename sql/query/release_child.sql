-- A child is restricted no more. $1 the child, $2 who says so.
with ended as (
	update concernd.restriction
	set ended_at = clock_timestamp(), ended_by = $2::text
	where child_id = $1::bigint and ended_at is null
	returning child_id
)
insert into concernd.audit (actor, action, child_ids)
select 'user:' || $2, 'child-released', array[child_id] from ended
