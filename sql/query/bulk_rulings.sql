-- When alerts rose and when they were decided, for backtests, as time went. The first because a rule
-- may have been looked at without a new contact: when it came into force, its deadline came, or a
-- person picked what held on history alone.
select child_id, rule, known_at as at, false as is_decision, null as outcome, lifts_history
from concernd.alert
union all
select child_id, rule, decided_at, true, outcome, false
from concernd.alert
where state = 'decided'
order by child_id, at, is_decision
