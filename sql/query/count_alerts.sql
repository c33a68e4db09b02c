-- How many alerts there are, by rule, level and state, shadow ones apart.
select rule, level, state, mode, count(*) as alerts
from concernd.alert
group by rule, level, state, mode
order by rule, level, state, mode
