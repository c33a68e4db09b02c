-- Alerts that wait for a decision, by level; shadow ones are nobody's to decide.
select level, count(*), min(known_at)
from concernd.alert
where state in ('new', 'acknowledged') and mode = 'live'
group by level
