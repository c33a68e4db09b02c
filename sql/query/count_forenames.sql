-- Counts the forenames of aliases that are not counted yet, a page of them: an alias counts where its
-- child had no earlier one with that forename. One daemon at a time; the others find nothing to do.
-- $1 aliases of a page. A row: how many were looked at; none: somebody else is at it.
with turn as materialized (
	select last_alias from concernd.forename_count for no key update skip locked
), page as materialized (
	select alias.id, alias.forename, link.child_id
	from turn
	cross join lateral (
		select id, forename from concernd.alias
		where alias.id > turn.last_alias order by alias.id limit $1::integer) alias
	left join concernd.link on link.alias_id = alias.id and link.revoked_at is null
), fresh as (
	select page.forename, page.child_id
	from page
	where page.child_id is not null and not exists (
		select from concernd.link earlier
		join concernd.alias before on before.id = earlier.alias_id
		where earlier.child_id = page.child_id and earlier.alias_id < page.id
			and before.forename = page.forename)
), counted as (
	insert into concernd.forename (forename, seen)
	select forename, count(*)::integer from fresh where forename <> '' group by forename
	on conflict (forename) do update set seen = forename.seen + excluded.seen
)
update concernd.forename_count
set last_alias = coalesce((select max(id) from page), forename_count.last_alias),
	children = forename_count.children + (
		select count(distinct child_id) from page where not exists (
			select from concernd.link earlier
			where earlier.child_id = page.child_id and earlier.alias_id < page.id)),
	counted_at = clock_timestamp()
from turn
returning (select count(*) from page) as n
