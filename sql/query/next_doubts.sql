-- Groups of doubts in the order of their ids, page by page, each with who is in it. $1 only greater ids, $2
-- how many at most.
select doubt_id, array_agg(child_id order by child_id) as children
from concernd.doubt
where doubt_id > $1::bigint
group by doubt_id
order by doubt_id
limit $2::integer
