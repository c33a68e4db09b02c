-- What a sender is still to hear of decisions on its contacts, in order. $1 the sender, $2 the cursor, $3
-- how many at most.
select id, source, event_id, reference, says, outcome, decided_at
from concernd.feedback
where sender = $1::text and id > $2::bigint and done_at is null
order by id
limit $3::integer
