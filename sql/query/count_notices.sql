-- What waits in the outbox, by channel: how many notices, and how long the oldest has been due.
select channel,
       count(*) as waiting,
       greatest(0, extract(epoch from clock_timestamp() - min(created_at)))::bigint as oldest_seconds
from concernd.outbox
where sent_at is null
group by channel
order by channel
