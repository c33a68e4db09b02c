-- All that was told of who lives where, for backtests.
select household_id, coalesce(child_id, adult_id), child_id is not null, source, event_id, begins, at,
	birth_date, birth_expected, recorded_at
from concernd.residence
order by household_id
