-- What was told until an instant of the contacts of a child besides recording them: the columns of
-- load_corrections. $1 the children, $2 when.
select correction.of_source, correction.of_event_id, correction.source, correction.event_id,
	correction.resend, correction.kind, correction.at, correction.recorded_at, correction.contact_id,
	correction.version, correction.outcome, correction.first_recorded_at,
	correction.first_history
from (select distinct contact.source, contact.event_id
      from concernd.contact
      where contact.child_id = any ($1::bigint[])) as told
cross join lateral (
	select * from concernd.correction
	where correction.of_source = told.source and correction.of_event_id = told.event_id
		and correction.recorded_at <= $2
	offset 0) correction
