-- Whether audit rows wait to be sealed, and the head of the chain (nulls: there is no block yet).
select exists (select from concernd.audit where block is null) as waiting, head.number, head.hash
from (select) as one
left join lateral (
	select number, hash from concernd.audit_block order by number desc limit 1
) as head on true
