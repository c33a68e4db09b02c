-- Alerts for a person's list, as JSON: a page of them, and how many are open. $1 states, $2 levels, $3
-- rule, $4 team (null: all), $5 those first whose clock ends first, then those without one by level, else
-- the newest; $6 and $7 the place of the page before (null: the first page), $8 how many at most, $9 who
-- reads, $10 on duty or not. Of a restricted family the alert shows, but not whose it is.
with found as (
	select alert.child_id, alert.id,
		case when $5::boolean
			then coalesce((extract(epoch from clock.due_at) * 1000000)::bigint, 100000000000000000
				- array_position(array['blue', 'green', 'amber', 'red'], alert.level))
			else 0 end as first,
		case when $5 then alert.id else -alert.id end as second
	from concernd.alert
	left join lateral (
		select min(clock.due_at) as due_at from concernd.clock
		where clock.child_id = alert.child_id and clock.alert_id = alert.id
			and clock.ended_at is null and clock.part = 0 and clock.kind <> 'feedback') as clock on $5
	where alert.mode = 'live' and alert.state = any ($1::text[])
		and alert.level = any ($2::text[]) and ($3::text is null or alert.rule = $3)
		and ($4::text is null or exists (
			select from unnest(concernd.children_of(alert)) as child
			cross join lateral concernd.status_of(child) as standing
			where standing.status = 'open' and standing.team = $4))
), chosen as (
	select found.*
	from found
	where $6::bigint is null or (first, second) > ($6, $7::bigint)
	order by first, second
	limit $8::integer + 1
), page as (
	select alert.*, latest.contact_ids, latest.incidents, latest.agencies, latest.categories,
		chosen.first, chosen.second, row_number() over (order by first, second) as place,
		concernd.children_of(alert) as shown_on,
		concernd.is_closed_to(alert, $9::text, $10::boolean) as is_closed
	from chosen
	join concernd.alert using (child_id, id)
	join concernd.alert_version latest on latest.child_id = alert.child_id
		and latest.alert_id = alert.id and latest.version = alert.evidence_version
)
select json_build_object(
	'alerts', (select coalesce(json_agg(case when page.is_closed then
			json_build_object('id', page.id, 'restricted', true, 'state', page.state,
				'level', page.level, 'known_at', concernd.instant(page.known_at))
		else
			json_build_object('id', page.id, 'restricted', false, 'state', page.state,
				'level', page.level, 'rule', page.rule, 'title', rule.title,
				'scope', page.scope, 'child', concernd.face(page.shown_on[1]),
				'children', concernd.faces(page.shown_on),
				'clock', (select json_build_object('kind', clock.kind,
						'due_at', concernd.instant(clock.due_at),
						'missed_at', concernd.instant(clock.missed_at))
					from concernd.clock
					where clock.child_id = page.child_id and clock.alert_id = page.id
						and clock.ended_at is null and clock.part = 0
						and clock.kind <> 'feedback'
					order by clock.due_at limit 1),
				'true_since', concernd.instant(page.became_true_at),
				'known_at', concernd.instant(page.known_at),
				'changed_at', concernd.instant(page.changed_at),
				'evidence_version', page.evidence_version,
				'incidents', (select coalesce(max(i), 0) from unnest(page.incidents) as i),
				'contacts', cardinality(page.contact_ids),
				'teams', (select coalesce(json_agg(distinct standing.team), '[]')
					from unnest(page.shown_on) as child
					cross join lateral concernd.status_of(child) as standing
					where standing.status = 'open' and standing.team is not null),
				'agencies', page.agencies, 'categories', page.categories,
				'acknowledged_at', concernd.instant(page.acknowledged_at),
				'acknowledged_by', concernd.title_of(page.acknowledged_by),
				'decided_at', concernd.instant(page.decided_at),
				'decided_by', concernd.title_of(decision.person),
				'outcome', page.outcome, 'withdrawn_by', page.withdrawn_by)
		end order by page.place), '[]')
		from page
		join concernd.rule on rule.version = page.rule_set and rule.name = page.rule
		left join concernd.decision on decision.child_id = page.child_id
			and decision.alert_id = page.id
		where page.place <= $8),
	'next', (select page.first || '_' || page.second from page
		where page.place = $8 and exists (select from page where place > $8)),
	'open', (select coalesce(json_agg(json_build_object('level', level, 'state', state, 'alerts', n)
			order by level, state), '[]')
		from (select alert.level, alert.state, count(*) as n
		      from concernd.alert
		      where alert.state in ('new', 'acknowledged') and alert.mode = 'live'
		      group by alert.level, alert.state) as counted))::text
