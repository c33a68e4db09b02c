-- Whoever is kept apart from $1 is from $2 as well. $3 when.
insert into concernd.apart (child_id, other_id, said_at, person, reason, noted_by)
select least($2::bigint, side.other), greatest($2::bigint, side.other), $3::timestamptz, side.person,
	side.reason, side.noted_by
from (select distinct on (other) other, person, reason, noted_by
      from (select other_id as other, person, reason, noted_by from concernd.apart
	    where child_id = $1::bigint and overruled_at is null
	    union all
	    select child_id, person, reason, noted_by from concernd.apart
	    where other_id = $1::bigint and overruled_at is null) told) side
where side.other <> $2::bigint and not exists (
	select from concernd.apart
	where child_id = least($2::bigint, side.other)
		and other_id = greatest($2::bigint, side.other) and overruled_at is null)
