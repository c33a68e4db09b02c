-- What each sender sent: when last, how much in a day and in 30, and what of it was refused and waits
-- for a person. $1 their names, in this order.
select sender.name, last_event.recorded_at, day.n, month.n, kept.n, last_refused.at
from unnest($1::text[]) with ordinality as sender (name, place)
left join lateral (select recorded_at from concernd.event where event.sender = sender.name
		   order by recorded_at desc limit 1) last_event on true
cross join lateral (select count(*) as n from concernd.event where event.sender = sender.name
		    and recorded_at > now() - interval '1 day') day
cross join lateral (select count(*) as n from concernd.event where event.sender = sender.name
		    and recorded_at > now() - interval '30 days') month
cross join lateral (select count(*) as n from concernd.refused where refused.sender = sender.name
		    and state = 'kept') kept
cross join lateral (select max(last_received_at) as at from concernd.refused
		    where refused.sender = sender.name) last_refused
order by sender.place
