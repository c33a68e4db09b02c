-- Every rule set that was in force, in order, for backtests.
select version, applied_at, text, (select reltuples::bigint from pg_class
	where oid = 'concernd.contact'::regclass) as about_so_many_contacts, now() as seen_at
from concernd.rule_set
order by version
