-- The holds that stand.
select child_id, held_at, person, reason
from concernd.retention_hold
where released_at is null
order by child_id
