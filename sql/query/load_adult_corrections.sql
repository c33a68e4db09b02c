-- All that was told of the contacts that name adults besides recording them: the columns of
-- load_corrections. $1 the adults, $2 leave out what was recorded later than that.
select correction.of_source, correction.of_event_id, correction.source, correction.event_id,
	correction.resend, correction.kind, correction.at, correction.recorded_at, correction.contact_id,
	correction.version, correction.outcome, correction.first_recorded_at,
	correction.first_history
from (select distinct contact.source, contact.event_id
      from concernd.adult_contact contact
      where contact.adult_id = any ($1::bigint[])) as told
cross join lateral (
	select * from concernd.correction
	where correction.of_source = told.source and correction.of_event_id = told.event_id
		and correction.recorded_at <= $2
	offset 0) correction
