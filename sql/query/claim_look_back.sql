-- The next page of children, or of households, for the first rule that still looks back, if its turn has come: pages of
-- all rules come one by one, over all daemons. $1 how many in a page, $2 the pace: at least so many
-- microseconds from page to page, $3 the lease in seconds. No row: nothing to do now.
with turn as materialized (
	select pg_try_advisory_xact_lock(1, 1) as mine
), next as (
	select look_back.version, look_back.rule, rule.scope
	from turn
	cross join concernd.look_back
	join concernd.rule on rule.version = look_back.version and rule.name = look_back.rule
	where turn.mine and look_back.done_at is null
		and coalesce(look_back.leased_until <= clock_timestamp(), true)
		and not exists (
			select from concernd.look_back other
			where other.claimed_at
				> clock_timestamp() - $2::bigint * interval '1 microsecond')
	order by look_back.version, look_back.rule
	limit 1
)
update concernd.look_back
set claimed_at = clock_timestamp(),
	leased_until = clock_timestamp() + $3::integer * interval '1 second'
from next
where look_back.version = next.version and look_back.rule = next.rule
returning look_back.version, look_back.rule, look_back.after_child, look_back.last_child,
	case when next.scope = 'household'
		then array(select household.id from concernd.household
			   where household.id > look_back.after_child
				and household.id <= look_back.last_child
			   order by household.id limit $1::integer)
		else array(select child.id from concernd.child
			   where child.id > look_back.after_child
				and child.id <= look_back.last_child
			   order by child.id limit $1::integer) end as ids,
	next.scope = 'household' as are_households
