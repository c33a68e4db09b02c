-- The contacts of a batch that name adults, a row an adult. $1 to $18 side by side, lists of words
-- joined by commas; $19 when they were recorded.
insert into concernd.adult_contact (adult_id, contact_id, version, alias_id, source, event_id,
	occurred_at, occurred_day, whole_day, recorded_at, history, agency, category,
	other_categories, grade, outcome, contact_source, factors, incident_ref)
select adult_id, contact_id, version, alias_id, source, event_id, occurred_at, occurred_day, whole_day,
	$19, history, agency, category, string_to_array(other_categories, ','), grade, outcome,
	contact_source, string_to_array(factors, ','), incident_ref
from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::text[], $6::text[],
	$7::timestamptz[], $8::date[], $9::boolean[], $10::boolean[], $11::text[], $12::text[],
	$13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[])
	as row (adult_id, contact_id, version, alias_id, source, event_id, occurred_at, occurred_day,
		whole_day, history, agency, category, other_categories, grade, outcome,
		contact_source, factors, incident_ref)
