-- The oldest audit rows that are in no block. $1 how many at most.
select id, at, actor, action, child_ids, alert_id, contact_ids, detail, personal
from concernd.audit_unsealed($1::integer)
