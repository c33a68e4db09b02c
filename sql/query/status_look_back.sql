-- How far new rules have looked: those that still look, and those that were done within a week.
select version, rule, children, judged, risen, begun_at, done_at
from concernd.look_back
where done_at is null or done_at > clock_timestamp() - interval '7 days'
order by version desc, rule
