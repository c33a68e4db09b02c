-- All that is held on a child, a row of JSON each. $1 the child. No row: there is no such child.
select part, held from concernd.held_on_child($1::bigint)
