-- The reasons of a person's last three decisions, the last first. One over several alerts is one.
-- $1 who.
select (array_agg(decision.rationale))[1]
from concernd.decision
where lower(decision.person) = lower($1::text)
group by decision.decided_at
order by decision.decided_at desc
limit 3
