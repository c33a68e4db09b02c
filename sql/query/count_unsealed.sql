-- Audit rows that wait to be sealed: all, those older than a minute, since when; and the newest block.
select count(*) as waiting,
	count(*) filter (where at < clock_timestamp() - interval '1 minute') as late,
	min(at) as since,
	(select number from concernd.audit_block order by number desc limit 1) as head
from concernd.audit
where block is null
