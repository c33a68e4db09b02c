-- Notices that wait to be sent: how many, since when the oldest, and of those tried before how many
-- and what failed last; and how many were given up. One row.
select count(*), min(created_at), count(*) filter (where attempts > 0),
	(select last_error from concernd.outbox
	 where sent_at is null and dead_at is null and last_error is not null
	 order by due_at desc limit 1),
	(select count(*) from concernd.outbox where dead_at is not null)
from concernd.outbox
where sent_at is null and dead_at is null
