-- What waits in the outbox, by channel: how many notices, how long the oldest has been due, and how
-- many were given up.
select channel,
       count(*) filter (where dead_at is null) as waiting,
       coalesce(greatest(0, extract(epoch from clock_timestamp()
		- min(created_at) filter (where dead_at is null))), 0)::bigint as oldest_seconds,
       count(*) filter (where dead_at is not null) as dead
from (select channel, created_at, dead_at from concernd.outbox
      where sent_at is null and dead_at is null
      union all
      select channel, created_at, dead_at from concernd.outbox where dead_at is not null) as kept
group by channel
order by channel
