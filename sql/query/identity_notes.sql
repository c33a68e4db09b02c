-- What bears on who a child is, as known at an instant: whom it became part of and who became part of it,
-- what records were taken off it or came to it, who may be it, whom it is kept apart from. $1 the child,
-- $2 when (null: now). alert: an undecided one that rests on the doubt.
select kind, other_id, at, ended_at, person, reason, review_id, bits, alert_id
from (
	select 'became' as kind, child_id as other_id, merged_at as at, undone_at as ended_at, person,
		reason, null::bigint as review_id, null::double precision as bits,
		null::bigint as alert_id
	from concernd.merger where absorbed_id = $1::bigint
	union all
	select 'absorbed', merger.absorbed_id, merger.merged_at, merger.undone_at, merger.person,
		merger.reason, null, null, null
	from concernd.merger
	join concernd.child on child.id = merger.absorbed_id
	where merger.child_id = $1::bigint
	union all
	select distinct 'gave', came.child_id, came.linked_at, null::timestamptz, came.linked_by,
		went.revoked_reason, null::bigint, null::double precision, null::bigint
	from concernd.link went
	join concernd.link came on came.alias_id = went.alias_id and came.linked_at = went.revoked_at
	where went.child_id = $1::bigint and came.reason = 'split'
	union all
	select distinct 'got', went.child_id, came.linked_at, null::timestamptz, came.linked_by,
		went.revoked_reason, null::bigint, null::double precision, null::bigint
	from concernd.link came
	join concernd.link went on went.alias_id = came.alias_id and went.revoked_at = came.linked_at
	where came.child_id = $1::bigint and came.reason = 'split'
	union all
	select 'may-be', case review.child_id when $1::bigint then review.other_id else review.child_id end,
		review.opened_at, review.settled_at, review.settled_by, review.settled_reason,
		review.id, review.bits,
		(select min(alert.id)
		 from concernd.doubt
		 join concernd.alert on alert.child_id = doubt.doubt_id
			and alert.state in ('new', 'acknowledged')
		 where doubt.child_id = $1::bigint)
	from concernd.review
	where review.state = 'open' and $1::bigint in (review.child_id, review.other_id)
	union all
	select 'apart', case apart.child_id when $1::bigint then apart.other_id else apart.child_id end,
		apart.said_at, apart.overruled_at, apart.person, apart.reason, null, null, null
	from concernd.apart
	where $1::bigint in (apart.child_id, apart.other_id)
) as note
where ($2::timestamptz is null or at <= $2::timestamptz)
	and (ended_at is null or ended_at > coalesce($2::timestamptz, clock_timestamp()))
order by at, kind, other_id
