-- The digest of a day for one recipient, if nobody made it yet. $1 day, $2 recipient, $3 channel. What it
-- says are counts and ids of ours: nothing of a child.
with made as (
	insert into concernd.digest (day, recipient, team)
	values ($1::date, $2::text, '')
	on conflict do nothing
	returning day
), open as materialized (
	select alert.id, alert.level, alert.rule, alert.state, alert.known_at,
		exists (select from concernd.clock
			where clock.child_id = alert.child_id and clock.alert_id = alert.id
				and clock.ended_at is null and clock.due_at < now()) as is_late
	from concernd.alert
	where alert.state in ('new', 'acknowledged') and alert.mode = 'live'
)
insert into concernd.outbox (id, kind, channel, recipient, created_at, due_at, detail)
select nextval('concernd.outbox_id'), 'digest', $3::text, $2, now(), now(),
	json_build_object(
		'day', made.day,
		'open', (select count(*) from open),
		'new', (select count(*) from open where state = 'new'),
		'late', (select count(*) from open where is_late),
		'risen', (select count(*) from concernd.alert
			where mode = 'live' and known_at > now() - interval '1 day'),
		'decided', (select count(*) from concernd.decision
			where decided_at > now() - interval '1 day'),
		'actions_late', (select count(*) from concernd.clock
			where kind = 'act' and ended_at is null and due_at < now()),
		'feedback_late', (select count(*) from concernd.feedback
			where done_at is null and due_at < now()),
		'alerts', coalesce((
			select json_agg(json_build_object('alert', id, 'level', level, 'rule', rule,
				'state', state) order by known_at, id)
			from (select * from open order by known_at, id limit 50) as oldest), '[]'))
from made
returning id
