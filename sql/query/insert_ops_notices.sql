-- Notices for ops, of no alert, due at once: each text to each recipient. $1 texts, as JSON; $2
-- channels and $3 recipients, side by side.
insert into concernd.outbox (id, kind, channel, recipient, created_at, due_at, detail)
select nextval('concernd.outbox_id'), 'ops', whom.channel, whom.recipient, clock_timestamp(),
	clock_timestamp(), told.detail
from unnest($1::text[]) as told (detail)
cross join unnest($2::text[], $3::text[]) as whom (channel, recipient)
