-- Doubts that a person must settle: whom a child that was opened now may be. $1 to $6 side by side; $7
-- the version of the weights, $8 when. A doubt between two that is open already stays as it was.
insert into concernd.review (child_id, other_id, alias_id, reason, bits, levels, weights, opened_at)
select child_id, other_id, alias_id, reason, bits::double precision, levels, $7, $8
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
	as row (child_id, other_id, alias_id, reason, bits, levels)
on conflict (least(child_id, other_id), greatest(child_id, other_id)) where state = 'open'
	do nothing
