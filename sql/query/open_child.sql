-- May somebody look at a child? $1 the child, $2 who, $3 on duty or not. No row: there is none.
select child.id, concernd.is_closed_to(child.id, $2::text, $3::boolean)
from concernd.child
where child.id = $1::bigint
