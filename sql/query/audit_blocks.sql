-- Blocks of the chain in order. $1 the number behind which to begin, $2 how many at most.
select number, form, previous, sealed_at, key, row_ids, row_hashes, hash, signature
from concernd.audit_block
where number > $1::bigint
order by number
limit $2::integer
