-- All contacts as they bear on children, for backtests, in no order. First what differs from contact
-- to contact; then, from source on, what many share.
select contact.child_id, contact.contact_id, contact.version, contact.occurred_at,
	contact.occurred_day, contact.recorded_at, contact.birth_date, contact.event_id,
	contact.incident_ref, contact.source, contact.whole_day, contact.history, contact.agency,
	contact.category, contact.other_categories, contact.grade, contact.about,
	contact.birth_expected, contact.outcome, contact.contact_source, contact.factors
from concernd.contact
where contact.left_at is null
