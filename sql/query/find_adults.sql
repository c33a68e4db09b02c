-- Adults who share a record id or an NHS number with those asked for, with what was said of them, and
-- the children of all households where they were ever told to live. Asked twice in a transaction that
-- judges: before the locks, and after them. $1 senders and $2 their record ids, side by side; $3 NHS
-- numbers; $4 adults by their ids. Look-ups by keys, as in find_candidates.
with spoken as materialized (
	select found.adult_id
	from unnest($1::text[], $2::text[]) as asked (sender, record)
	cross join lateral (
		select adult_id from concernd.adult_alias
		where adult_alias.sender = asked.sender and adult_alias.record = asked.record
		offset 0) found
	union
	select found.adult_id
	from unnest($3::text[]) as asked (nhs_number)
	cross join lateral (
		select adult_id from concernd.adult_alias
		where adult_alias.nhs_number = asked.nhs_number offset 0) found
	union
	select asked.id from unnest($4::bigint[]) as asked (id)
)
select said.id, spoken.adult_id, said.sender, said.record, said.nhs_number, said.said_hash,
	array(select distinct child.child_id
	      from (select household_id from concernd.residence
		    where residence.adult_id = spoken.adult_id offset 0) home
	      cross join lateral (select child_id from concernd.residence
				  where residence.household_id = home.household_id
					and residence.child_id is not null offset 0) child
	      order by child.child_id) as children
from spoken
cross join lateral (
	select * from concernd.adult_alias where adult_alias.adult_id = spoken.adult_id offset 0) said
order by said.id
