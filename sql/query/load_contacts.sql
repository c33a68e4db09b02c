-- The whole history of the judging set, with all that the rules look at. $1 the children.
select contact.child_id, contact.contact_id, contact.version, contact.source, contact.event_id,
	contact.occurred_at, contact.occurred_day, contact.whole_day, contact.recorded_at,
	contact.history, contact.agency, contact.category, contact.other_categories, contact.grade,
	contact.about, contact.birth_date, contact.birth_expected, contact.outcome,
	contact.contact_source, contact.factors, contact.incident_ref
from concernd.contact
where contact.child_id = any ($1::bigint[]) and contact.left_at is null
order by contact.child_id
