-- What is due for a child, behind its lock: of several the first. $1 the child.
select rule, due_at
from concernd.timer
where child_id = $1::bigint and due_at <= statement_timestamp()
order by due_at, rule
limit 1
