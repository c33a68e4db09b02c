-- All that was told of contacts besides recording them, for backtests.
select of_source, of_event_id, source, event_id, resend, kind, at, recorded_at, version, outcome,
	first_recorded_at, first_history
from concernd.correction
order by of_source, of_event_id, resend
