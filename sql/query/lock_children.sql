-- The judging set, locked in id order so that two transactions never wait for each other.
-- $1 the children.
select child.id from concernd.child where child.id = any ($1::bigint[])
order by child.id for no key update
