-- The contacts that name adults, with the columns of load_contacts but how each bears on whom. $1 the
-- adults, $2 leave out what was recorded later than that.
select contact.adult_id, contact.contact_id, contact.version, contact.source, contact.event_id,
	contact.occurred_at, contact.occurred_day, contact.whole_day, contact.recorded_at,
	contact.history, contact.agency, contact.category, contact.other_categories, contact.grade,
	'parent-carer', null::date, false, contact.outcome, contact.contact_source,
	contact.factors, contact.incident_ref
from concernd.adult_contact contact
where contact.adult_id = any ($1::bigint[]) and contact.recorded_at <= $2
order by contact.adult_id
