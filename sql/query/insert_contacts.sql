-- The contacts of a batch, a row for each way in which they bear on a child. $1 to $22 side by side,
-- lists of words joined by commas; $23 when they were recorded.
insert into concernd.contact (child_id, contact_id, version, alias_id, source, event_id,
	occurred_at, occurred_day, whole_day, recorded_at, history, agency, category,
	other_categories, grade, about, birth_date, birth_expected, outcome, contact_source,
	factors, incident_ref, nth)
select child_id, contact_id, version, alias_id, source, event_id, occurred_at, occurred_day, whole_day,
	$23, history, agency, category, string_to_array(other_categories, ','), grade, about,
	birth_date, birth_expected, outcome, contact_source, string_to_array(factors, ','),
	incident_ref, nth
from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::text[], $6::text[],
	$7::timestamptz[], $8::date[], $9::boolean[], $10::boolean[], $11::text[], $12::text[],
	$13::text[], $14::text[], $15::text[], $16::date[], $17::boolean[], $18::text[],
	$19::text[], $20::text[], $21::text[], $22::integer[])
	as row (child_id, contact_id, version, alias_id, source, event_id, occurred_at, occurred_day,
		whole_day, history, agency, category, other_categories, grade, about, birth_date,
		birth_expected, outcome, contact_source, factors, incident_ref, nth)
