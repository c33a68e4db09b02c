-- What is on file of whom the persons asked for may be. Asked twice in a transaction that judges:
-- before the locks, and after them. All that is linked to each child who shares a record id, an NHS
-- number or a UPN with one of them; and for those whom no record id or NHS number tells, the aliases
-- that share a key (identity/keys.h), by no more than what they are compared by (find_children): some
-- hundreds, side by side in one row with the id -1: the persons, those hints and the aliases.
-- $1 senders, $2 their record ids and $3 the persons; $4 NHS numbers and $5 the persons; $6 UPNs; $7
-- keys and $8 the persons; $9 persons who ask by keys all the same. $10 how many persons' aliases the
-- keys told of before, $11 the aliases linked to those children, ascending, and $12 their children;
-- null: this is the first time. Where all of that still holds, one row with the id 0 says so: keys are
-- never taken away, so that as many are the same.
-- Each `offset 0` keeps a look-up one by the key: joined freely, a plan made while the tables are
-- small would read all of them. That a link stands is asked outside, so that a child's links are
-- found by the primary key, not by a walk over all that stand.
with by_record as materialized (
	select alias.id, asked.person
	from unnest($1::text[], $2::text[], $3::integer[]) as asked (sender, record, person)
	cross join lateral (
		select id from concernd.alias
		where alias.sender = asked.sender and alias.record = asked.record offset 0) alias
),
number as materialized (
	-- A number, the one that took its place, and all whose place that took.
	select asked.number, asked.person
	from unnest($4::text[], $5::integer[]) as asked (number, person)
	union
	select later.new_number, asked.person
	from unnest($4::text[], $5::integer[]) as asked (number, person)
	cross join lateral (
		select new_number from concernd.superseded
		where superseded.old_number = asked.number offset 0) later
	union
	select earlier.old_number, asked.person
	from unnest($4::text[], $5::integer[]) as asked (number, person)
	left join lateral (
		select new_number from concernd.superseded
		where superseded.old_number = asked.number offset 0) later on true
	cross join lateral (
		select old_number from concernd.superseded
		where superseded.new_number = coalesce(later.new_number, asked.number) offset 0) earlier
),
by_nhs as materialized (
	select alias.id, number.person
	from number
	cross join lateral (
		select id from concernd.alias
		where alias.nhs_number = number.number offset 0) alias
),
by_upn as materialized (
	select alias.id
	from unnest($6::text[]) as asked (upn)
	cross join lateral (
		select id from concernd.alias where alias.upn = asked.upn offset 0) alias
),
child as materialized (
	select distinct link.child_id
	from (select id from by_record union select id from by_nhs union select id from by_upn) spoken
	cross join lateral (
		select child_id from concernd.link
		where link.alias_id = spoken.id and link.revoked_at is null offset 0) link
),
by_key as not materialized (
	select held.alias_id, held.hint, asked.person
	from unnest($7::bigint[], $8::integer[]) as asked (key, person)
	cross join lateral (
		select alias_id, hint from concernd.alias_key
		where alias_key.key = asked.key offset 0) held
	where asked.person = any ($9::integer[]) or asked.person not in (
		select person from by_record union all select person from by_nhs)
),
found as materialized (
	select link.alias_id, child.child_id, link.linked_by is not null as by_person
	from child
	cross join lateral (
		select alias_id, revoked_at, linked_by from concernd.link
		where link.child_id = child.child_id offset 0) link
	where link.revoked_at is null
),
same as materialized (
	select $10::bigint is not null and $10::bigint = (select count(*) from by_key)
		and $11::bigint[] = array(select alias_id from found order by alias_id)
		and $12::bigint[] = array(select child_id from found order by alias_id) as holds
)
select alias.id, found.child_id, true as whole, found.by_person, null::integer[] as persons, alias.sender,
	alias.record, alias.said_hash,
	coalesce((select new_number from concernd.superseded
		  where old_number = alias.nhs_number), alias.nhs_number) as nhs_number,
	alias.upn, alias.mother, alias.given_names, alias.family_name, alias.birth_date,
	alias.birth_expected, alias.sex, alias.postcode,
	array(
		select child_flag.flag from concernd.child_flag
		where child_flag.child_id = found.child_id and child_flag.cleared_at is null
		union all
		select 'restricted' from concernd.restriction
		where restriction.child_id = found.child_id and restriction.ended_at is null) as flags,
	array(
		select apart.other_id from concernd.apart
		where apart.child_id = found.child_id and apart.overruled_at is null
		union all
		select apart.child_id from concernd.apart
		where apart.other_id = found.child_id and apart.overruled_at is null) as apart_from,
	array(
		select other.child_id
		from (select doubt_id from concernd.doubt
		      where doubt.child_id = found.child_id offset 0) mine
		cross join lateral (
			select child_id from concernd.doubt
			where doubt.doubt_id = mine.doubt_id offset 0) other
		where other.child_id <> found.child_id) as doubt_with,
	null::text[] as hints, null::bigint[] as sharers
from found
cross join lateral (
	select * from concernd.alias where alias.id = found.alias_id offset 0) alias
where not (select holds from same)
union all
select -1, 0, false, false, array_agg(person), null, null, null, null, null, null, null, null, null,
	null, null, null, null, null, null, array_agg(hint), array_agg(alias_id)
from by_key
where not (select holds from same)
having count(*) > 0
union all
select 0, 0, false, false, null, null, null, null, null, null, null, null, null, null, null, null,
	null, null, null, null, null, null
from same where holds
order by 1
