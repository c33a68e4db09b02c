-- The history of a child as it was known at an instant: the columns of load_contacts. $1 the children,
-- $2 when.
select contact.child_id, contact.contact_id, contact.version, contact.source, contact.event_id,
	contact.occurred_at, contact.occurred_day, contact.whole_day, contact.recorded_at,
	contact.history, contact.agency, contact.category, contact.other_categories, contact.grade,
	contact.about, contact.birth_date, contact.birth_expected, contact.outcome,
	contact.contact_source, contact.factors, contact.incident_ref
from concernd.contact
where contact.child_id = any ($1::bigint[]) and contact.recorded_at <= $2
	and coalesce(contact.joined_at <= $2, true) and coalesce(contact.left_at > $2, true)
order by contact.child_id
