-- The senders that are silent now, the longest first.
select sender, since, due
from concernd.feed_silence
where ended_at is null
order by since, sender
