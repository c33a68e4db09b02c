-- What is late: clocks that were missed and still run, by kind, and feedback by agency.
select 'clock' as what, kind as name, count(*) as late
from concernd.clock
where ended_at is null and missed_at is not null
group by kind
union all
select 'feedback', agency, count(*)
from concernd.feedback
where done_at is null and due_at < clock_timestamp()
group by agency
order by 1, 2
