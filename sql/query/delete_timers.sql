-- Timers of rules by which children were judged: what is still to come is inserted anew. $1 children
-- and $2 rules, side by side.
delete from concernd.timer
using unnest($1::bigint[], $2::text[]) as row (child_id, rule)
where timer.child_id = row.child_id and timer.rule = row.rule
