-- Days of which fewer events are here than the sender's last feed.tally says it sent: noted, and
-- returned to the one who noted it. Of tallies of the last three days, once what was under way with
-- them had a quarter of an hour to arrive. $1 the senders' names, $2 the zone of their days.
with tally as (
	select distinct on (sender.name, said.day) sender.name, said.day, said.sent
	from unnest($1::text[]) as sender (name)
	cross join lateral (
		select recorded_at, (body::jsonb -> 'data' ->> 'day')::date as day,
			(body::jsonb -> 'data' ->> 'sent')::integer as sent
		from concernd.event
		where event.sender = sender.name and type = 'concernd.feed.tally.v1'
			and recorded_at > now() - interval '3 days'
			and recorded_at < now() - interval '15 minutes'
	) said
	order by sender.name, said.day, said.recorded_at desc
)
insert into concernd.feed_shortfall (sender, day, sent, here)
select tally.name, tally.day, tally.sent, here.n
from tally
cross join lateral (
	select count(*) as n
	from concernd.event
	where event.sender = tally.name and event.type <> 'concernd.feed.tally.v1'
		and event.recorded_at >= (tally.day - 1)::timestamp at time zone $2::text
		and (coalesce(event.sent_at, event.recorded_at) at time zone $2::text)::date
			= tally.day
) here
where here.n < tally.sent
on conflict do nothing
returning sender, day, sent, here
