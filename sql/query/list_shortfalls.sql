-- The days that came up short and are not whole yet.
select sender, day, sent, here
from concernd.feed_shortfall
where ended_at is null
order by day, sender
