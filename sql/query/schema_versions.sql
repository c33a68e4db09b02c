-- The files of sql/schema that this database has seen, in order.
select version, hash, applied_at, applied_by
from concernd.schema_version
order by version
