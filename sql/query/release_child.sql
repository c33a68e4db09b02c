-- A child is restricted no more. $1 the child, $2 who says so. No row: it was not. The audit entry is a step
-- of its own.
update concernd.restriction
set ended_at = clock_timestamp(), ended_by = $2::text
where child_id = $1::bigint and ended_at is null
returning id
