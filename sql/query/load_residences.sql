-- All that was told of who lives where, of the households of some children, those asked for, and
-- those where any child of these ever lived. $1 children, $2 households, $3 leave out what was
-- recorded later than that.
with home as materialized (
	select told.household_id
	from unnest($1::bigint[]) as child (id)
	cross join lateral (select household_id from concernd.residence
			    where residence.child_id = child.id offset 0) told
	union
	select asked.id from unnest($2::bigint[]) as asked (id)
), kin as materialized (
	select distinct told.child_id
	from home
	cross join lateral (select child_id from concernd.residence
			    where residence.household_id = home.household_id
				and residence.child_id is not null offset 0) told
), region as materialized (
	select told.household_id
	from kin
	cross join lateral (select household_id from concernd.residence
			    where residence.child_id = kin.child_id offset 0) told
	union
	select household_id from home
)
select told.household_id, told.child_id, told.adult_id, told.source, told.event_id, told.begins,
	told.at, told.birth_date, told.birth_expected, told.recorded_at
from region
cross join lateral (
	select * from concernd.residence
	where residence.household_id = region.household_id and residence.recorded_at <= $3
	offset 0) told
order by told.household_id, told.child_id, told.adult_id, told.source, told.event_id
