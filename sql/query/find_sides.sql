-- Children whom a person's word is about: whom each became part of, and those in doubt with it. Asked
-- before the locks, and behind them. $1 the children.
select child.id,
	(select merger.child_id from concernd.merger
	 where merger.absorbed_id = child.id and merger.undone_at is null) as became,
	array(select other.child_id
	      from concernd.doubt mine
	      join concernd.doubt other on other.doubt_id = mine.doubt_id
	      where mine.child_id = child.id and other.child_id <> child.id
	      order by other.child_id) as doubt_with
from concernd.child
where child.id = any ($1::bigint[])
order by child.id
