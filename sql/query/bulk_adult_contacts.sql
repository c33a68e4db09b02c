-- The contacts that name adults who were ever told to live in a household, for backtests: the columns of
-- bulk_contacts, with the adult as the first.
select contact.adult_id, contact.contact_id, contact.version, contact.occurred_at,
	contact.occurred_day, contact.recorded_at, null::date, contact.event_id,
	contact.incident_ref, contact.source, contact.whole_day, contact.history, contact.agency,
	contact.category, contact.other_categories, contact.grade, 'parent-carer', false,
	contact.outcome, contact.contact_source, contact.factors
from concernd.adult_contact contact
where exists (select from concernd.residence where residence.adult_id = contact.adult_id)
