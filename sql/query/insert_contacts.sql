-- The contacts of a batch, a row for each child that they bear on. $1 to $20 side by side, lists of
-- words joined by commas; $21 when they were recorded.
insert into concernd.contact (child_id, contact_id, version, alias_id, source, event_id,
	occurred_at, occurred_day, whole_day, recorded_at, history, agency, category,
	other_categories, grade, about, birth_date, birth_expected, outcome, contact_source,
	factors, incident_ref)
select child_id, contact_id, 1, alias_id, source, event_id, occurred_at, occurred_day, whole_day,
	$21, history, agency, category, string_to_array(other_categories, ','), grade, about,
	birth_date, birth_expected, outcome, contact_source, string_to_array(factors, ','),
	incident_ref
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[],
	$7::date[], $8::boolean[], $9::boolean[], $10::text[], $11::text[], $12::text[],
	$13::text[], $14::text[], $15::date[], $16::boolean[], $17::text[], $18::text[],
	$19::text[], $20::text[])
	as row (child_id, contact_id, alias_id, source, event_id, occurred_at, occurred_day,
		whole_day, history, agency, category, other_categories, grade, about, birth_date,
		birth_expected, outcome, contact_source, factors, incident_ref)
