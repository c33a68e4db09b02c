-- Alerts that nobody has decided on, of the rules of a rule set that were not off; shadow ones are
-- told to nobody, and left out. $1 its version.
select rule.name, rule.meaning_hash, count(*) as alerts
from concernd.rule
join concernd.alert on alert.rule = rule.name and alert.state in ('new', 'acknowledged')
	and alert.mode = 'live'
where rule.version = $1::integer and rule.mode <> 'off'
group by rule.name, rule.meaning_hash
order by rule.name
