-- Contacts of $1, and of all whose contacts went there, may be with $2 now. $3 when.
insert into concernd.moved (child_id, to_id, at)
select $1::bigint, $2::bigint, $3::timestamptz
union
select moved.child_id, $2::bigint, $3::timestamptz
from concernd.moved
where moved.to_id = $1::bigint and moved.child_id <> $2::bigint
on conflict (child_id, to_id) do nothing
