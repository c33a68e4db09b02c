-- Households that links speak of, each with the children ever told to live there. Asked twice in a
-- transaction that judges: before the locks, and after them. $1 senders and $2 their own ids of
-- them, side by side.
select household.id, household.sender, household.name,
	array(select distinct child.child_id
	      from (select child_id from concernd.residence
		    where residence.household_id = household.id and child_id is not null
		    offset 0) child
	      order by child.child_id) as children
from unnest($1::text[], $2::text[]) as asked (sender, name)
cross join lateral (
	select * from concernd.household
	where household.sender = asked.sender and household.name = asked.name offset 0) household
order by household.id
