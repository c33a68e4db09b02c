-- What agencies are owed on decisions, the oldest due first. $1 only what is overdue, $2 how many at
-- most. The sender's own reference is not shown: it may be a record's.
select id, agency, sender, alert_id, contact_id, says, outcome, decided_at, due_at, recipient
from concernd.feedback
where done_at is null and (not $1::boolean or due_at < clock_timestamp())
order by due_at, id
limit $2::integer
