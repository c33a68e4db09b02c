-- The next page of children for the first rule that still looks back, if its turn has come: pages of
-- all rules come one by one, over all daemons. $1 children of a page, $2 the pace: at least so many
-- microseconds from page to page, $3 the lease in seconds. No row: nothing to do now.
with turn as materialized (
	select pg_try_advisory_xact_lock(1, 1) as mine
), next as (
	select look_back.version, look_back.rule
	from concernd.look_back, turn
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
	array(select child.id from concernd.child
	      where child.id > look_back.after_child and child.id <= look_back.last_child
	      order by child.id limit $1::integer) as children
