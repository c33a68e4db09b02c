-- The rules of a rule set. $1 its version.
select name, first_applied_at from concernd.rule where version = $1::integer order by name
