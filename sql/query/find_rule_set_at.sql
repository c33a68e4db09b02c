-- The rule set that was in force at an instant: no row before the first. $1 when.
select version
from concernd.rule_set
where applied_at <= $1
order by version desc
limit 1
