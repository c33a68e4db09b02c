-- Whom those aliases are taken to speak of, and why. $1 children, $2 aliases, $3 reasons, $4 bits, $5
-- levels, $6 versions of the weights, side by side; $7 when.
insert into concernd.link (child_id, alias_id, linked_at, reason, bits, levels, weights)
select child_id, alias_id, $7, reason, bits::double precision, levels, weights
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
	as row (child_id, alias_id, reason, bits, levels, weights)
