-- All that was told of contacts besides recording them, whether those came already or not, with the
-- children whom each named. Asked twice in a transaction that judges: before the locks, and after
-- them. $1 sources and $2 ids of the events that first record the contacts, side by side.
select correction.of_source, correction.of_event_id, correction.source, correction.event_id,
	correction.resend, correction.kind, correction.at, correction.recorded_at, correction.contact_id,
	correction.version, correction.outcome, correction.first_recorded_at,
	correction.first_history, event.child_ids || array(
		select moved.to_id from concernd.moved where moved.child_id = any (event.child_ids))
	as child_ids, event.told_hash, event.adult_ids
from unnest($1::text[], $2::text[]) as asked (source, event_id)
cross join lateral (
	select * from concernd.correction
	where correction.of_source = asked.source and correction.of_event_id = asked.event_id
	offset 0) correction
cross join lateral (
	select child_ids, told_hash, adult_ids from concernd.event
	where event.source = correction.source and event.event_id = correction.event_id
		and event.resend = correction.resend
	offset 0) event
