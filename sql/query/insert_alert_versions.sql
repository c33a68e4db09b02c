-- How alerts stand now, with all their evidence. $1 to $11 side by side, lists joined by commas; $12
-- when.
insert into concernd.alert_version (child_id, alert_id, version, recorded_at, change, level,
	became_true_at, contact_ids, contact_versions, incidents, agencies, categories)
select child_id, alert_id, version, $12, change, level, became_true_at,
	string_to_array(contact_ids, ',')::bigint[],
	string_to_array(contact_versions, ',')::integer[],
	string_to_array(incidents, ',')::integer[], string_to_array(agencies, ','),
	string_to_array(categories, ',')
from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::timestamptz[],
	$7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
	as row (child_id, alert_id, version, change, level, became_true_at, contact_ids,
		contact_versions, incidents, agencies, categories)
