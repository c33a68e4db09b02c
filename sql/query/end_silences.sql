-- Senders that were heard again, to the one who noted it.
update concernd.feed_silence
set ended_at = heard.recorded_at
from concernd.feed_silence silent
cross join lateral (select recorded_at from concernd.event
		    where event.sender = silent.sender and event.recorded_at > silent.since
		    order by recorded_at limit 1) heard
where silent.ended_at is null and feed_silence.sender = silent.sender
	and feed_silence.since = silent.since and feed_silence.ended_at is null
returning feed_silence.sender, feed_silence.since
