-- What was said of children, record by record. $1 the children, in the order in which they are shown.
select alias.id, link.child_id, alias.sender, alias.record, alias.nhs_number, alias.upn,
	alias.family_name, alias.given_names, alias.sex, alias.postcode, alias.birth_date,
	alias.birth_expected, link.reason, link.bits, link.linked_at, link.linked_by,
	(select count(*)::integer from concernd.contact
	 where contact.child_id = link.child_id and contact.alias_id = alias.id
		and contact.left_at is null and contact.version = 1) as contacts
from unnest($1::bigint[]) with ordinality as asked (child_id, place)
cross join lateral (
	select * from concernd.link
	where link.child_id = asked.child_id and link.revoked_at is null offset 0) link
join concernd.alias on alias.id = link.alias_id
order by asked.place, alias.id
