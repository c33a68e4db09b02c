-- Flags for metrics: how many stand, how many of them were to be reviewed before today and were not, and how
-- many have ended and are to be taken off. $1 today, by the clock of the rules.
select count(*) filter (where not concernd.has_ended(flag, $1::date)) as standing,
	count(*) filter (where not concernd.has_ended(flag, $1) and flag.review_on < $1) as overdue,
	count(*) filter (where concernd.to_be_taken_off(flag, $1)) as to_take_off
from concernd.advisory_flag flag
