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
), shown as (
	select child, concernd.is_closed_to(child, $5::text, $6::boolean) as is_closed, once.why, alert.*,
		latest.incidents, latest.agencies, latest.categories, rule.title
	from once
	join concernd.alert on alert.child_id = once.child_id and alert.id = once.id
	join concernd.alert_version latest on latest.child_id = alert.child_id
		and latest.alert_id = alert.id and latest.version = alert.evidence_version
	join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
	cross join lateral concernd.agenda_children(alert, latest.contact_ids,
		case once.why when 'open' then $2 else latest.categories end) as child
	where once.why <> 'sent' or not concernd.was_discussed(child, $1, alert.decided_at)
), listed as materialized (
	select child, is_closed, min(known_at) as since, array_agg(id) as standing,
		row_number() over (order by min(known_at), min(id), child) as place,
		json_agg(case when is_closed then json_build_object('id', id, 'state', state,
				'level', level, 'known_at', concernd.instant(known_at))
			else json_build_object('id', id, 'state', state, 'level', level, 'rule', rule,
				'title', title, 'scope', scope, 'why', why,
				'true_since', concernd.instant(became_true_at),
				'known_at', concernd.instant(known_at),
				'incidents', (select coalesce(max(i), 0) from unnest(incidents) as i),
				'agencies', agencies, 'categories', categories,
				'held_by', case when state = 'acknowledged'
					then concernd.title_of(acknowledged_by) end,
				'outcome', outcome, 'decided_at', concernd.instant(decided_at))
			end order by known_at, id) as said
	from shown
	group by child, is_closed
), told as materialized (
	select listed.*, concernd.alerts_of(listed.child) as alerts
	from listed
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
			'alerts', told.said,
			'last_meeting', case when not told.is_closed
				then concernd.agenda_last(told.alerts, $1, $3::date) end,
			'new', case when not told.is_closed then concernd.agenda_new(told.child, told.alerts,
				(select held_at from concernd.held_on(told.alerts, $1) limit 1),
				told.standing) end) order by told.place), '[]')
		from told),
	'owed', (select coalesce(json_agg(json_build_object('restricted', owing.is_closed,
			'child', case when not owing.is_closed then concernd.face(owing.child) end,
			'open', owing.n, 'first_due', owing.due_on,
			'last_meeting', case when not owing.is_closed then concernd.agenda_last(
				concernd.alerts_of(owing.child), $1, $3) end)
			order by owing.due_on, owing.child), '[]')
		from owing))::text,
	array(select child from told where not is_closed
		union select child from owing where not is_closed)
