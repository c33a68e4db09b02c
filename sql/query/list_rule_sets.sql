-- The rule sets that were ever in force, the newest first. $1 how many at most.
select version, applied_at, applied_by, reason, difference
from concernd.rule_set order by version desc limit $1::integer
