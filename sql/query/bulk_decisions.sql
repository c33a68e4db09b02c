-- The decisions on alerts, for backtests, as time went.
select alert.child_id, alert.rule, alert.decided_at, null::text as outcome
from concernd.alert
where alert.state = 'decided'
order by alert.child_id, alert.decided_at, alert.id
