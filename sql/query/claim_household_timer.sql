-- The household of the timer that came due first, locked for judging; one that is locked already is
-- another's, and passed over.
select timer.child_id
from concernd.timer
join concernd.household on household.id = timer.child_id
where timer.due_at <= statement_timestamp()
order by timer.due_at
limit 1
for no key update of household skip locked
