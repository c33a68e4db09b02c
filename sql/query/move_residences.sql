-- Where records lived goes with them, like their contacts: the households are locked first, as by all
-- who change what is known of them. $1 from, $2 to, $3 the records (null: all).
with home as materialized (
	select household.id
	from concernd.household
	where household.id = any (array(
		select household_id from concernd.residence where child_id = $1::bigint))
	order by household.id
	for no key update
)
update concernd.residence
set child_id = $2::bigint
where child_id = $1::bigint and household_id = any (array(select id from home))
	and ($3::bigint[] is null or alias_id = any ($3::bigint[]))
