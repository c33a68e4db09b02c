-- Days that came up short and are whole now, or of which the sender has told another number since.
-- $1 the zone of the days.
update concernd.feed_shortfall
set ended_at = clock_timestamp()
where ended_at is null and (
	(select count(*)
	 from concernd.event
	 where event.sender = feed_shortfall.sender and event.type <> 'concernd.feed.tally.v1'
		and event.recorded_at >= (feed_shortfall.day - 1)::timestamp at time zone $1::text
		and (coalesce(event.sent_at, event.recorded_at) at time zone $1::text)::date
			= feed_shortfall.day) >= feed_shortfall.sent
	or feed_shortfall.sent <> (
		select (body::jsonb -> 'data' ->> 'sent')::integer
		from concernd.event
		where event.sender = feed_shortfall.sender and type = 'concernd.feed.tally.v1'
			and (body::jsonb -> 'data' ->> 'day')::date = feed_shortfall.day
		order by recorded_at desc
		limit 1))
returning sender, day, sent
