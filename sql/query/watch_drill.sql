-- What became of notices. $1 their ids.
select id, sent_at, attempts, last_error
from concernd.outbox
where id = any ($1::bigint[])
order by id
