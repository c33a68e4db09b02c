-- Who did what, in the transaction that does it. $1 to $5 side by side, lists joined by commas (null
-- for none).
insert into concernd.audit (actor, action, child_ids, alert_id, contact_ids)
select actor, action, string_to_array(child_ids, ',')::bigint[], alert_id,
	string_to_array(contact_ids, ',')::bigint[]
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
	as row (actor, action, child_ids, alert_id, contact_ids)
