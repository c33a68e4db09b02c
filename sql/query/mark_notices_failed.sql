-- Notices that could not be delivered: due again after a while, or given up once they were tried for
-- long enough. Those that are given up are returned.
--   $1 bigint[]   ids
--   $2 integer[]  seconds to wait, in the order of the ids; below 0: given up at once
--   $3 text[]     kinds of failure, likewise; null: it was not tried, its receiver failed just before
--   $4 bigint     seconds after which a notice is given up
with failed as (
	update concernd.outbox
	set due_at = clock_timestamp() + greatest(failed.wait, 0) * interval '1 second',
	    leased_until = null,
	    last_error = coalesce(failed.error, outbox.last_error),
	    attempts = outbox.attempts - (failed.error is null)::integer,
	    dead_at = case when failed.wait < 0 or (failed.error is not null
			and clock_timestamp() - coalesce(outbox.retried_at, outbox.created_at)
				> $4::bigint * interval '1 second')
		then clock_timestamp() end
	from unnest($1::bigint[], $2::integer[], $3::text[]) as failed (id, wait, error)
	where outbox.id = failed.id
	  and outbox.sent_at is null and outbox.dead_at is null
	returning outbox.id, outbox.kind, outbox.channel, outbox.recipient, outbox.last_error,
		outbox.dead_at
)
select id, kind, channel, recipient, last_error
from failed
where dead_at is not null
order by id
