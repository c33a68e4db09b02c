-- What events said of adults, where it was not said before word for word. $1 to $13 side by side, $14
-- when.
insert into concernd.adult_alias (id, adult_id, recorded_at, sender, record, said_hash, nhs_number,
	family_name, given_names, birth_date, sex, postcode, relation, identifiers)
select id, adult_id, $14, sender, record, said_hash, nhs_number, family_name, given_names, birth_date,
	sex, postcode, relation, identifiers
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[],
	$8::text[], $9::date[], $10::text[], $11::text[], $12::text[], $13::text[])
	as row (id, adult_id, sender, record, said_hash, nhs_number, family_name, given_names,
		birth_date, sex, postcode, relation, identifiers)
