-- Senders that have fallen silent: noted, and returned to the one who noted it. $1 their names, $2
-- after how many seconds each is silent whatever its rhythm (below 0: never), $3 how many events must
-- have come in the same stretch of each of the last four weeks for its rhythm to say so. The least of
-- four weeks, so that neither one busy week nor a bank holiday makes a feed look silent.
with heard as (
	select sender.name, sender.silent_s, last_event.recorded_at as last_at
	from unnest($1::text[], $2::bigint[]) as sender (name, silent_s)
	cross join lateral (select recorded_at from concernd.event where event.sender = sender.name
			    order by recorded_at desc limit 1) last_event
), expected as (
	select heard.*, least_of.n as due
	from heard
	cross join lateral (
		select min(came.n) as n
		from generate_series(1, 4) as week
		cross join lateral (
			select count(*) as n
			from concernd.event
			where event.sender = heard.name and not event.history
				and event.recorded_at > heard.last_at - week * interval '7 days'
				and event.recorded_at <= now() - week * interval '7 days'
		) came
	) least_of
)
insert into concernd.feed_silence (sender, since, due)
select name, last_at, due
from expected
where due >= $3::integer
	or (silent_s >= 0 and last_at < now() - silent_s * interval '1 second')
on conflict do nothing
returning sender, since, due
