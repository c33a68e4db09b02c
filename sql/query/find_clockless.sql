-- Alerts of which a clock is missing, in order of when they became known: none runs until somebody
-- acknowledges, or none until somebody decides. $1 and $2 only later ones, or of the same time with a
-- greater id; $3 how many alerts are looked at. A row without a kind is one that has all its clocks.
select page.child_id, page.id, page.level, page.known_at, missing.kind,
	(select max(version) from concernd.rule_set) as rule_set
from (
	select alert.child_id, alert.id, alert.level, alert.state, alert.known_at
	from concernd.alert
	where alert.known_at >= $1::timestamptz and (alert.known_at, alert.id) > ($1, $2::bigint)
		and alert.state in ('new', 'acknowledged') and alert.mode = 'live'
	order by alert.known_at, alert.id
	limit $3::integer
) as page
left join lateral (
	select kind.kind
	from (values ('acknowledge'), ('decide')) as kind (kind)
	where (kind.kind = 'decide' or page.state = 'new')
		and not exists (
			select from concernd.clock
			where clock.child_id = page.child_id and clock.alert_id = page.id
				and clock.kind = kind.kind and clock.part = 0
				and clock.ended_at is null)
	offset 0
) as missing on true
order by page.known_at, page.id
