-- Adults whom events name, locked in id order. $1 their ids.
select adult.id from concernd.adult where adult.id = any ($1::bigint[])
order by adult.id for no key update
