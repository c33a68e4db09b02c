-- Who was told of an alert, and who is still to be told. $1 the alert.
select outbox.id, outbox.kind, outbox.channel, outbox.recipient, outbox.created_at,
	outbox.sent_at, outbox.attempts, outbox.last_error
from concernd.alert
join concernd.outbox on outbox.child_id = alert.child_id and outbox.alert_id = alert.id
where alert.id = $1::bigint
order by outbox.id
