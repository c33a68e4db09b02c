-- Notices that were delivered.
--   $1 bigint[]  ids
update concernd.outbox
set sent_at = clock_timestamp(), leased_until = null, last_error = null
where id = any ($1::bigint[])
  and sent_at is null
