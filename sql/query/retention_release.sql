-- Ends the hold on a child. $1 the child, $2 who says so, $3 why. No row: it is not held.
update concernd.retention_hold
set released_at = clock_timestamp(), released_by = $2::text, release_reason = $3::text
where child_id = $1::bigint and released_at is null
returning child_id
