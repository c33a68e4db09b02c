-- All that is linked to each child who shares a record id or an NHS number with the persons asked
-- for. Asked twice in a transaction that judges: before the locks, and after them.
-- $1 senders and $2 their record ids, side by side; $3 NHS numbers.
-- Each `offset 0` keeps a look-up one by the key: joined freely, a plan made while the tables are
-- small would read all of them. That a link stands is asked outside, so that a child's links are
-- found by the primary key, not by a walk over all that stand.
with spoken as materialized (
	select alias.id
	from unnest($1::text[], $2::text[]) as asked (sender, record)
	cross join lateral (
		select id from concernd.alias
		where alias.sender = asked.sender and alias.record = asked.record offset 0) alias
	union
	select alias.id
	from unnest($3::text[]) as asked (nhs_number)
	cross join lateral (
		select id from concernd.alias
		where alias.nhs_number = asked.nhs_number offset 0) alias
),
child as materialized (
	select distinct link.child_id
	from spoken
	cross join lateral (
		select child_id from concernd.link
		where link.alias_id = spoken.id and link.revoked_at is null offset 0) link
)
select alias.id, child.child_id, alias.sender, alias.record, alias.said_hash, alias.nhs_number,
	alias.given_names, alias.birth_date, alias.birth_expected
from child
cross join lateral (
	select alias_id, revoked_at from concernd.link
	where link.child_id = child.child_id offset 0) link
cross join lateral (
	select * from concernd.alias where alias.id = link.alias_id offset 0) alias
where link.revoked_at is null
order by alias.id
