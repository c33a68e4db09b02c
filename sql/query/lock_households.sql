-- The households where any of the children was ever told to live, which the children's locks keep as
-- they are, those where the adults were, and those asked for: locked in id order. $1 children, $2
-- adults, $3 households.
select household.id
from concernd.household
where household.id = any (array(
	select home.household_id
	from unnest($1::bigint[]) as child (id)
	cross join lateral (select household_id from concernd.residence
			    where residence.child_id = child.id offset 0) home
	union
	select home.household_id
	from unnest($2::bigint[]) as adult (id)
	cross join lateral (select household_id from concernd.residence
			    where residence.adult_id = adult.id offset 0) home
	union
	select asked.id from unnest($3::bigint[]) as asked (id)))
order by household.id
for no key update
