-- All that is linked to the children of aliases: the columns of find_candidates. For those whom only keys
-- tell of, once what they share is near enough. Asked twice in a transaction that judges, likewise. $1
-- the aliases; $2 the aliases that were found before, ascending, and $3 their children; null: this is the
-- first time. Where they are still the same, one row with the id 0 says so. $4 beside $1: true where the
-- alias is near by what it says itself. Of one that may only be near by what else was said of its child
-- nothing is read where that is nothing: whole is false then, and its hint says it all. Of a twin all is
-- read.
with child as materialized (
	select link.child_id, bool_or(asked.is_near) as is_near
	from unnest($1::bigint[], $4::boolean[]) as asked (alias_id, is_near)
	cross join lateral (
		select child_id from concernd.link
		where link.alias_id = asked.alias_id and link.revoked_at is null offset 0) link
	group by link.child_id
),
found as materialized (
	select link.alias_id, child.child_id, link.linked_by is not null as by_person, child.is_near
	from child
	cross join lateral (
		select alias_id, revoked_at, linked_by from concernd.link
		where link.child_id = child.child_id offset 0) link
	where link.revoked_at is null
),
same as materialized (
	select $2::bigint[] is not null
		and $2::bigint[] = array(select alias_id from found order by alias_id)
		and $3::bigint[] = array(select child_id from found order by alias_id) as holds
),
told as materialized (
	select alias_id, child_id, by_person,
		is_near or count(*) over (partition by child_id) > 1 or exists (
			select from concernd.child_flag
			where child_flag.child_id = found.child_id
				and child_flag.cleared_at is null) as whole
	from found
	where not (select holds from same)
)
select alias.id, told.child_id, true as whole, told.by_person,
	null::integer[] as persons, alias.sender, alias.record, alias.said_hash,
	coalesce((select new_number from concernd.superseded
		  where old_number = alias.nhs_number), alias.nhs_number) as nhs_number,
	alias.upn, alias.mother, alias.given_names, alias.family_name, alias.birth_date,
	alias.birth_expected, alias.sex, alias.postcode,
	array(
		select child_flag.flag from concernd.child_flag
		where child_flag.child_id = told.child_id and child_flag.cleared_at is null
		union all
		select 'restricted' from concernd.restriction
		where restriction.child_id = told.child_id and restriction.ended_at is null) as flags,
	array(
		select apart.other_id from concernd.apart
		where apart.child_id = told.child_id and apart.overruled_at is null
		union all
		select apart.child_id from concernd.apart
		where apart.other_id = told.child_id and apart.overruled_at is null) as apart_from,
	array(
		select other.child_id
		from (select doubt_id from concernd.doubt
		      where doubt.child_id = told.child_id offset 0) mine
		cross join lateral (
			select child_id from concernd.doubt
			where doubt.doubt_id = mine.doubt_id offset 0) other
		where other.child_id <> told.child_id) as doubt_with,
	null::text[] as hints, null::bigint[] as sharers
from told
cross join lateral (
	select * from concernd.alias where alias.id = told.alias_id offset 0) alias
where told.whole
union all
select alias_id, child_id, false, by_person, null, null, null, null, null, null, null, null, null, null,
	null, null, null, null, null, null, null, null
from told
where not whole
union all
select 0, 0, false, false, null, null, null, null, null, null, null, null, null, null, null, null,
	null, null, null, null, null, null
from same where holds
order by 1
