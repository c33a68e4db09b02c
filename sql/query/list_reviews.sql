-- Who may be whom: first the reviews on whose doubt an undecided alert rests, then those of children who
-- have undecided alerts, then the oldest. $1 settled ones too, $2 one review (null: all), $3 how many at
-- most.
select review.id, review.child_id, review.other_id, review.alias_id, review.reason, review.levels,
	review.weights, review.bits, review.opened_at, review.state, review.settled_at,
	review.settled_by, review.settled_reason, resting.id as alert, resting.level,
	near.alerts
from concernd.review
left join lateral (
	select alert.id, alert.level
	from concernd.doubt
	join concernd.alert on alert.child_id = doubt.doubt_id
		and alert.state in ('new', 'acknowledged')
	where doubt.child_id = review.child_id and review.state = 'open'
	order by array_position(array['red', 'amber', 'green', 'blue'], alert.level), alert.id
	limit 1) resting on true
cross join lateral (
	select count(*)::integer as alerts
	from concernd.alert
	where alert.child_id in (review.child_id, review.other_id)
		and alert.state in ('new', 'acknowledged')) near
where ($1::boolean or review.state = 'open') and ($2::bigint is null or review.id = $2::bigint)
order by resting.id is null, near.alerts = 0, review.opened_at, review.id
limit $3::integer
