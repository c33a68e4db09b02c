-- What joins children of the judging set, and keeps them apart: 0 who is in a group of doubts (child,
-- group) with any of them, 1 open reviews between two of them, with what each weighs, 2 whom a person
-- told apart, 3 where contacts of any of them went. Asked behind the locks. $1 the children.
select 0 as kind, member.child_id as a, member.doubt_id as b, 0::double precision as bits
from (select distinct mine.doubt_id
      from unnest($1::bigint[]) as child (id)
      cross join lateral (select doubt_id from concernd.doubt
			  where doubt.child_id = child.id offset 0) mine) as joined
cross join lateral (
	select child_id, doubt_id from concernd.doubt
	where doubt.doubt_id = joined.doubt_id offset 0) member
union all
select 1, review.child_id, review.other_id, review.bits
from unnest($1::bigint[]) as child (id)
cross join lateral (
	select child_id, other_id, bits from concernd.review
	where review.child_id = child.id and review.state = 'open' offset 0) review
where review.other_id = any ($1::bigint[])
union all
select 2, apart.child_id, apart.other_id, 0
from unnest($1::bigint[]) as child (id)
cross join lateral (
	select child_id, other_id from concernd.apart
	where apart.child_id = child.id and apart.overruled_at is null offset 0) apart
where apart.other_id = any ($1::bigint[])
union all
select 3, moved.child_id, moved.to_id, 0
from unnest($1::bigint[]) as child (id)
cross join lateral (
	select child_id, to_id from concernd.moved where moved.child_id = child.id offset 0) moved
