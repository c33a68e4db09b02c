-- The moment of a person's word, behind the locks and after all that is on file of the children; and
-- what is told of them. $1 the children, the first being who stays or from whom records are taken; $2
-- those records; $3 a new child may be wanted.
select greatest(clock_timestamp(),
		(select max(greatest(recorded_at, joined_at)) from concernd.contact
		 where contact.child_id = any ($1::bigint[])) + interval '1 microsecond') as at,
	case when $3::boolean then nextval('concernd.child_id') end as new_child,
	(select count(*) from concernd.link
	 where link.child_id = ($1::bigint[])[1] and link.revoked_at is null) as links,
	(select count(*) from concernd.link
	 where link.child_id = ($1::bigint[])[1] and link.revoked_at is null
		and link.alias_id = any ($2::bigint[])) as given,
	-- Who became part of it by just these records.
	(select min(merger.absorbed_id)
	 from concernd.merger
	 where merger.child_id = ($1::bigint[])[1] and merger.undone_at is null
		and exists (select from concernd.link came
			    where came.child_id = merger.absorbed_id
				and came.revoked_at = merger.merged_at)
		and not exists (
			select from unnest($2::bigint[]) as taken (alias_id)
			where not exists (
				select from concernd.link came
				where came.child_id = merger.absorbed_id
					and came.alias_id = taken.alias_id
					and came.revoked_at = merger.merged_at))
		and not exists (
			select from concernd.link came
			join concernd.link stays on stays.alias_id = came.alias_id
				and stays.child_id = merger.child_id and stays.revoked_at is null
			where came.child_id = merger.absorbed_id and came.revoked_at = merger.merged_at
				and came.alias_id <> all ($2::bigint[]))) as came_from,
	(select apart.person from concernd.apart
	 where apart.child_id = least(($1::bigint[])[1], ($1::bigint[])[2])
		and apart.other_id = greatest(($1::bigint[])[1], ($1::bigint[])[2])
		and apart.overruled_at is null
	 limit 1) as apart_by
