-- The agenda of a kind of meeting, as JSON, and the children who are named on it. $1 the kind, $2 the
-- categories of its alerts, $3 today, $4 how many children at most, $5 who reads, $6 on duty or not. On it
-- is a child with an undecided alert of such a category; on whose alert such a meeting is planned; or whose
-- alert was decided to go there, and no such meeting was held on it since. The one whose alert we have
-- known of longest comes first: never by score or level. Of a restricted family it is said that there is
-- one. Behind them those who are not on it, but of whom something that such a meeting asked for is open.
with wanted as (
	select alert.child_id, alert.id, 'open' as why, 1 as first
	from concernd.alert
	join concernd.alert_version latest on latest.child_id = alert.child_id
		and latest.alert_id = alert.id and latest.version = alert.evidence_version
	where alert.mode = 'live' and alert.state in ('new', 'acknowledged')
		and latest.categories && $2::text[]
	union all
	select alert.child_id, alert.id, 'called', 2
	from concernd.meeting
	join concernd.meeting_alert on meeting_alert.meeting_id = meeting.id
	join concernd.alert on alert.child_id = meeting_alert.child_id
		and alert.id = meeting_alert.alert_id
	where meeting.kind = $1::text and meeting.held_at is null and meeting.cancelled_at is null
		and alert.mode = 'live' and alert.state <> 'withdrawn'
	union all
	select alert.child_id, alert.id, 'sent', 3
	from concernd.alert
	where alert.mode = 'live' and alert.state = 'decided' and alert.outcome = $1
		and not exists (
			select from concernd.meeting_alert
			join concernd.meeting on meeting.id = meeting_alert.meeting_id
			where meeting_alert.child_id = alert.child_id
				and meeting_alert.alert_id = alert.id and meeting.kind = $1
				and meeting.held_at is not null)
), once as (
	select distinct on (child_id, id) * from wanted order by child_id, id, first
), shown as materialized (
	select child, once.why, alert.*, latest.contact_ids, latest.incidents, latest.agencies,
		latest.categories, rule.title
	from once
	join concernd.alert on alert.child_id = once.child_id and alert.id = once.id
	join concernd.alert_version latest on latest.child_id = alert.child_id
		and latest.alert_id = alert.id and latest.version = alert.evidence_version
	join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
	cross join lateral concernd.agenda_children(alert, latest.contact_ids,
		case once.why when 'open' then $2 else latest.categories end) as child
	where once.why <> 'sent' or not exists (
		select from concernd.held_meetings(child, $1) as held
		where held.held_at >= alert.decided_at)
), listed as materialized (
	select child, min(known_at) as since, concernd.is_closed_to(child, $5::text, $6::boolean) as is_closed,
		row_number() over (order by min(known_at), min(id), child) as place
	from shown
	group by child
), told as (
	select listed.*, last as last_meeting
	from listed
	left join lateral (
		select held as last from concernd.held_meetings(listed.child, $1) as held
		order by held.held_at desc, held.id desc limit 1) as found on not listed.is_closed
	where listed.place <= $4::integer
), owing as materialized (
	select child, concernd.is_closed_to(child, $5, $6) as is_closed, min(due_on) as due_on,
		count(*) as n
	from (select distinct concernd.became(part) as child, action.id, action.due_on
	      from concernd.meeting
	      join concernd.action on action.meeting_id = meeting.id and action.done_at is null
	      join concernd.alert on alert.child_id = action.child_id and alert.id = action.alert_id
	      cross join unnest(concernd.children_of(alert)) as part
	      where meeting.kind = $1 and meeting.held_at is not null) as open
	where child not in (select child from listed)
	group by child
)
select json_build_object(
	'count', (select count(*) from listed),
	'planned', (select coalesce(json_agg(json_build_object('id', meeting.id,
			'planned_for', concernd.instant(meeting.planned_for))
			order by meeting.planned_for, meeting.id), '[]')
		from concernd.meeting
		where meeting.kind = $1 and meeting.held_at is null and meeting.cancelled_at is null),
	'children', (select coalesce(json_agg(json_build_object('restricted', told.is_closed,
			'child', case when not told.is_closed then concernd.face(told.child) end,
			'team', case when not told.is_closed then concernd.team_of(told.child) end,
			'open_since', concernd.instant(told.since),
			'alerts', (select json_agg(case when told.is_closed then json_build_object(
					'id', shown.id, 'state', shown.state, 'level', shown.level,
					'known_at', concernd.instant(shown.known_at))
				else json_build_object('id', shown.id, 'state', shown.state,
					'level', shown.level, 'rule', shown.rule, 'title', shown.title,
					'scope', shown.scope, 'why', shown.why,
					'true_since', concernd.instant(shown.became_true_at),
					'known_at', concernd.instant(shown.known_at),
					'incidents', (select coalesce(max(i), 0)
						from unnest(shown.incidents) as i),
					'agencies', shown.agencies, 'categories', shown.categories,
					'held_by', case when shown.state = 'acknowledged'
						then concernd.title_of(shown.acknowledged_by) end,
					'outcome', shown.outcome,
					'decided_at', concernd.instant(shown.decided_at))
				end order by shown.known_at, shown.id)
				from shown where shown.child = told.child),
			'last_meeting', case when not told.is_closed then concernd.agenda_last(
				told.child, $1, told.last_meeting, $3::date) end,
			'new', case when not told.is_closed then concernd.agenda_new(told.child,
				(told.last_meeting).held_at,
				(select array_agg(contact) from shown
				 cross join unnest(shown.contact_ids) as contact
				 where shown.child = told.child)) end) order by told.place), '[]')
		from told),
	'owed', (select coalesce(json_agg(json_build_object('restricted', owing.is_closed,
			'child', case when not owing.is_closed then concernd.face(owing.child) end,
			'open', owing.n, 'first_due', owing.due_on,
			'last_meeting', case when not owing.is_closed then concernd.agenda_last(
				owing.child, $1, last, $3) end) order by owing.due_on, owing.child), '[]')
		from owing
		left join lateral (
			select held as last from concernd.held_meetings(owing.child, $1) as held
			order by held.held_at desc, held.id desc limit 1) as found
			on not owing.is_closed))::text,
	array(select child from told where not is_closed
		union select child from owing where not is_closed)
