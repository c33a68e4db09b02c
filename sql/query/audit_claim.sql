-- Takes or renews the sealer's lease. $1 who, $2 seconds. No row: another daemon has it, or is taking
-- it this moment.
with free as (
	select only_one
	from concernd.audit_sealer
	where holder = $1::text or leased_until <= clock_timestamp()
	for update skip locked
)
update concernd.audit_sealer
set holder = $1, leased_until = clock_timestamp() + $2::integer * interval '1 second'
from free
where audit_sealer.only_one = free.only_one
returning true
