-- Households in the order of their ids, page by page. $1 only greater ids, $2 how many at most.
select id from concernd.household where id > $1::bigint order by id limit $2::integer
