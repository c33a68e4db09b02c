-- Notices that were delivered; with them ends what they owed an agency.
--   $1 bigint[]  ids
with sent as (
	update concernd.outbox
	set sent_at = clock_timestamp(), leased_until = null, last_error = null
	where id = any ($1::bigint[])
	  and sent_at is null and dead_at is null
	returning feedback_id
)
update concernd.feedback
set done_at = clock_timestamp(), done_by = 'delivered'
from sent
where feedback.id = sent.feedback_id and feedback.done_at is null
