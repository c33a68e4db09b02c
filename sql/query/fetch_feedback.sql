-- What a sender fetched before: what is up to its cursor has arrived. $1 the sender, $2 the cursor.
update concernd.feedback
set done_at = clock_timestamp(), done_by = 'fetched'
where sender = $1::text and id <= $2::bigint and done_at is null
