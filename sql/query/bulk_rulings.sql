-- When alerts rose and when they were decided, for backtests, as time went. The first because a rule
-- may have been looked at without a new contact: when it came into force, or its deadline came.
select child_id, rule, known_at as at, false as is_decision, null as outcome
from concernd.alert
union all
select child_id, rule, decided_at, true, outcome
from concernd.alert
where state = 'decided'
order by child_id, at, is_decision
