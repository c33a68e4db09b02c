-- Notices that could not be delivered: due again after a while.
--   $1 bigint[]   ids
--   $2 integer[]  seconds to wait, in the order of the ids
--   $3 text[]     kinds of failure, likewise
update concernd.outbox
set due_at = clock_timestamp() + failed.wait * interval '1 second',
    leased_until = null,
    last_error = failed.error
from unnest($1::bigint[], $2::integer[], $3::text[]) as failed (id, wait, error)
where outbox.id = failed.id
  and outbox.sent_at is null
