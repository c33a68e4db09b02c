-- What contacts said of persons, where it was not said before word for word. $1 to $15 side
-- by side, $16 when.
insert into concernd.alias (id, recorded_at, sender, record, said_hash, nhs_number, family_name,
	given_names, birth_date, birth_expected, sex, postcode, identifiers, upn, mother,
	forename)
select id, $16, sender, record, said_hash, nhs_number, family_name, given_names, birth_date,
	birth_expected, sex, postcode, identifiers, upn, mother, forename
from unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[],
	$8::date[], $9::boolean[], $10::text[], $11::text[], $12::text[], $13::text[],
	$14::text[], $15::text[])
	as row (id, sender, record, said_hash, nhs_number, family_name, given_names, birth_date,
		birth_expected, sex, postcode, identifiers, upn, mother, forename)
