-- What links say of persons. $1 to $10 side by side ($4 children and $5 their aliases, or $6 adults),
-- $11 when.
insert into concernd.residence (household_id, source, event_id, child_id, alias_id, adult_id, begins,
	at, birth_date, birth_expected, recorded_at)
select household_id, source, event_id, child_id, alias_id, adult_id, begins, at, birth_date,
	birth_expected, $11
from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
	$7::boolean[], $8::timestamptz[], $9::date[], $10::boolean[])
	as row (household_id, source, event_id, child_id, alias_id, adult_id, begins, at, birth_date,
		birth_expected)
