-- Who may be $1 may as well be $2, which was split off it: nobody knows which of the two was meant. $3
-- when.
insert into concernd.review (child_id, other_id, alias_id, reason, bits, levels, weights, opened_at)
select child_id, $2::bigint, alias_id, reason, bits, levels, weights, $3::timestamptz
from concernd.review
where state = 'open' and other_id = $1::bigint and child_id <> $2::bigint
on conflict (least(child_id, other_id), greatest(child_id, other_id)) where state = 'open'
	do nothing
