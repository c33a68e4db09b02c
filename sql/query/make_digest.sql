-- The digest of a day for one recipient, if nobody made it yet. $1 day, $2 recipient, $3 channel, $4 of
-- which team (empty: all). What it says are counts and ids of ours: nothing of a child.
with made as (
	insert into concernd.digest (day, recipient, team)
	values ($1::date, $2::text, $4::text)
	on conflict do nothing
	returning day
), mine as materialized (
	select alert.*
	from concernd.alert
	where alert.mode = 'live' and (alert.state in ('new', 'acknowledged')
			or alert.known_at > now() - interval '1 day'
			or alert.decided_at > now() - interval '1 day')
		and ($4 = '' or exists (
			select from unnest(coalesce(alert.children, array[alert.child_id]))
				as shown (child_id)
			where concernd.team_of(shown.child_id) = $4))
), open as materialized (
	select mine.id, mine.level, mine.rule, mine.state, mine.known_at,
		exists (select from concernd.clock
			where clock.child_id = mine.child_id and clock.alert_id = mine.id
				and clock.kind in ('acknowledge', 'decide') and clock.ended_at is null
				and clock.due_at < now()) as is_late
	from mine
	where mine.state in ('new', 'acknowledged')
), late as materialized (
	select clock.kind, count(*) as n
	from concernd.clock
	where clock.kind in ('act', 'feedback', 'answer') and clock.ended_at is null and clock.due_at < now()
		and ($4 = '' or concernd.team_of(clock.child_id) = $4)
	group by clock.kind
), meetings as materialized (
	select count(*) filter (where meeting.held_at is null and meeting.planned_for < now()) as unnoted,
		count(*) filter (where meeting.held_at is not null and exists (
			select from concernd.meeting_owes(meeting, $1) as owing where owing.part)) as lacking,
		count(*) filter (where exists (select from concernd.clock
			where clock.kind = 'conference' and clock.part = meeting.id
				and clock.ended_at is null and clock.due_at < now())) as unfollowed
	from concernd.meeting
	where meeting.cancelled_at is null and ($4 = '' or exists (
		select from concernd.meeting_alert
		join concernd.alert on alert.child_id = meeting_alert.child_id
			and alert.id = meeting_alert.alert_id
		cross join unnest(concernd.children_of(alert)) as child
		where meeting_alert.meeting_id = meeting.id
			and concernd.team_of(concernd.became(child)) = $4))
), flags as materialized (
	select count(*) filter (where concernd.state_of(flag, $1) = 'review-due') as review,
		count(*) filter (where concernd.to_be_taken_off(flag, $1)) as take_off
	from concernd.advisory_flag flag
	where $4 = '' or concernd.team_of(concernd.became(flag.about_id)) = $4
)
insert into concernd.outbox (id, kind, channel, recipient, created_at, due_at, detail)
select nextval('concernd.outbox_id'), 'digest', $3::text, $2, now(), now(),
	json_build_object(
		'day', made.day, 'team', $4,
		'open', (select count(*) from open),
		'new', (select count(*) from open where state = 'new'),
		'late', (select count(*) from open where is_late),
		'risen', (select count(*) from mine where known_at > now() - interval '1 day'),
		'decided', (select count(*) from mine where decided_at > now() - interval '1 day'),
		'actions_late', coalesce((select n from late where kind = 'act'), 0),
		'requests_late', coalesce((select n from late where kind = 'answer'), 0),
		'meetings_unnoted', (select unnoted from meetings),
		'meetings_lacking', (select lacking from meetings),
		'meetings_unfollowed', (select unfollowed from meetings),
		'feedback_late', coalesce((select n from late where kind = 'feedback'), 0),
		'flags_review', (select review from flags),
		'flags_take_off', (select take_off from flags),
		'alerts', coalesce((
			select json_agg(json_build_object('alert', id, 'level', level, 'rule', rule,
				'state', state) order by known_at, id)
			from (select * from open order by known_at, id limit 50) as oldest), '[]'))
from made
returning id
