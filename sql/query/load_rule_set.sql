-- A rule set. $1 its version, 0 for the one in force. No row: there is none.
select version, text, applied_at, applied_by, reason, difference
from concernd.rule_set
where version = coalesce(nullif($1::integer, 0), (select max(version) from concernd.rule_set))
