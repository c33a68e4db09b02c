-- Notices, the newest first. $1 which: waiting, sent, dead; $2 of one recipient (null: all), $3 how many
-- at most.
select id, kind, alert_id, channel, recipient, created_at, due_at, attempts, last_error, sent_at, dead_at
from concernd.outbox
where case when sent_at is not null then 'sent' when dead_at is not null then 'dead'
		else 'waiting' end = any ($1::text[])
	and ($2::text is null or recipient = $2)
order by id desc
limit $3::integer
