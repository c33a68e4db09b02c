-- All that is linked to each child who shares a record id or an NHS number with the persons asked
-- for. Asked twice in a transaction that judges: before the locks, and after them.
-- $1 senders and $2 their record ids, side by side; $3 NHS numbers.
with child as (
	select link.child_id
	from unnest($1::text[], $2::text[]) as asked (sender, record)
	join concernd.alias on alias.sender = asked.sender and alias.record = asked.record
	join concernd.link on link.alias_id = alias.id and link.revoked_at is null
	union
	select link.child_id
	from unnest($3::text[]) as asked (nhs_number)
	join concernd.alias on alias.nhs_number = asked.nhs_number
	join concernd.link on link.alias_id = alias.id and link.revoked_at is null
)
select alias.id, link.child_id, alias.sender, alias.record, alias.said_hash, alias.nhs_number,
	alias.given_names, alias.birth_date, alias.birth_expected
from child
join concernd.link on link.child_id = child.child_id and link.revoked_at is null
join concernd.alias on alias.id = link.alias_id
order by alias.id
