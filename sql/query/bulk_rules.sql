-- When the rules of every rule set were first applied, for backtests.
select version, name, first_applied_at
from concernd.rule
