-- The newest block. No row: there is none yet.
select number, hash from concernd.audit_block order by number desc limit 1
