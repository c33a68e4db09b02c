-- Reviews that wait for a person's word on who is who: how many, on the doubt of how many an undecided
-- alert rests, and how long the oldest has waited.
select count(*) as waiting,
	count(*) filter (where exists (
		select from concernd.doubt
		join concernd.alert on alert.child_id = doubt.doubt_id
			and alert.state in ('new', 'acknowledged')
		where doubt.child_id = review.child_id)) as pressing,
	coalesce(greatest(0, extract(epoch from clock_timestamp() - min(review.opened_at))), 0)::bigint
		as oldest_seconds
from concernd.review
where review.state = 'open'
