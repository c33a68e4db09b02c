-- Meetings of several agencies about one alert or several: called, held, who came, who sent its part in
-- writing, who did neither, what was said for each child, and what follows. A meeting decides nothing: no
-- alert changes by it.

set local role concernd_owner;

create sequence concernd.meeting_id;
create table concernd.meeting (
	id bigint primary key default nextval('concernd.meeting_id'),
	kind text collate "C" not null,
	called_at timestamptz not null,
	called_by text not null,
	planned_for timestamptz not null,
	place text,
	held_at timestamptz,
	noted_at timestamptz,
	noted_by text,
	chair text check (btrim(chair) <> ''),
	outcome text collate "C",
	note text,
	next_kind text collate "C",
	next_due_at timestamptz,
	next_waived_at timestamptz,
	next_waived_by text,
	next_waived_because text check (btrim(next_waived_because) <> ''),
	cancelled_at timestamptz,
	cancelled_by text,
	cancelled_because text check (btrim(cancelled_because) <> ''),
	check (held_at is null or cancelled_at is null),
	check ((held_at is null) = (noted_at is null) and (held_at is null) = (noted_by is null)
		and (held_at is null) = (chair is null) and (held_at is null) = (outcome is null)),
	check (next_kind is null or held_at is not null),
	check ((next_kind is null) = (next_due_at is null)),
	check (next_waived_at is null or next_kind is not null),
	check ((next_waived_at is null) = (next_waived_by is null)
		and (next_waived_at is null) = (next_waived_because is null)),
	check ((cancelled_at is null) = (cancelled_by is null)
		and (cancelled_at is null) = (cancelled_because is null))
);
comment on table concernd.meeting is
	'A meeting on one alert or several. Planned, then held or cancelled; of one that was held already when it was noted, called_at is when it was noted.';
comment on column concernd.meeting.kind is 'A word of meetings in rules.conf';
comment on column concernd.meeting.outcome is
	'What it came to, an outcome word of rules.conf; the decision on an alert stays its own';
comment on column concernd.meeting.next_kind is
	'The kind of meeting that has to follow, by rules.conf as it read when this one was noted';
comment on column concernd.meeting.next_due_at is 'By when, counted from held_at';
comment on column concernd.meeting.next_waived_because is
	'Why it need not follow after all, in the words of who said so';
create index meeting_planned on concernd.meeting (planned_for)
	where held_at is null and cancelled_at is null;
create index meeting_held on concernd.meeting (kind, held_at) where held_at is not null;

create table concernd.meeting_alert (
	child_id bigint not null,
	alert_id bigint not null,
	meeting_id bigint not null references concernd.meeting,
	said text,
	outcome text collate "C",
	primary key (child_id, alert_id, meeting_id),
	foreign key (child_id, alert_id) references concernd.alert (child_id, id)
);
comment on table concernd.meeting_alert is 'On which alerts a meeting is or was';
comment on column concernd.meeting_alert.said is 'What was said for this child, or these';
comment on column concernd.meeting_alert.outcome is 'Null: the meeting''s';
create index meeting_alert_of_meeting on concernd.meeting_alert (meeting_id);

create table concernd.meeting_agency (
	meeting_id bigint not null references concernd.meeting,
	agency text collate "C" not null,
	invited_at timestamptz,
	attended boolean not null default false,
	contributed boolean not null default false,
	contributed_at timestamptz,
	note text,
	primary key (meeting_id, agency),
	check (contributed = (contributed_at is not null)),
	check (invited_at is not null or attended or contributed)
);
comment on table concernd.meeting_agency is
	'Who was invited, who came, and who sent its part in writing. Invited, and neither once it is held: missing.';
comment on column concernd.meeting_agency.invited_at is 'Null: came without being invited';
comment on column concernd.meeting_agency.contributed_at is
	'When its part was noted: with the meeting, or later';

-- What a meeting asks somebody to do is an action like those of decisions.
alter table concernd.action
	drop constraint action_child_id_alert_id_fkey,
	add column meeting_id bigint,
	add foreign key (child_id, alert_id) references concernd.alert (child_id, id),
	add foreign key (child_id, alert_id, meeting_id)
		references concernd.meeting_alert (child_id, alert_id, meeting_id);
comment on table concernd.action is
	'What a decision, or a meeting, asks somebody to do, by when, and what happens if it is not done. Of a decision over several alerts it stands with the first of them.';
comment on column concernd.action.meeting_id is 'Null: a decision asks for it';
create index action_of_meeting on concernd.action (meeting_id) where meeting_id is not null;

create index clock_of_meeting on concernd.clock (part) where kind = 'conference' and ended_at is null;

grant usage on sequence concernd.meeting_id to concernd_runtime;
grant select, insert on concernd.meeting, concernd.meeting_alert, concernd.meeting_agency
	to concernd_runtime;
grant update (planned_for, place, held_at, noted_at, noted_by, chair, outcome, note, next_kind, next_due_at, next_waived_at,
	      next_waived_by, next_waived_because, cancelled_at, cancelled_by, cancelled_because)
	on concernd.meeting to concernd_runtime;
grant update (said, outcome) on concernd.meeting_alert to concernd_runtime;
grant update (invited_at, attended, contributed, contributed_at, note) on concernd.meeting_agency
	to concernd_runtime;
grant select (id, kind, called_at, planned_for, held_at, outcome, next_kind, next_due_at, next_waived_at,
	      cancelled_at)
	on concernd.meeting to concernd_readonly;
grant select (child_id, alert_id, meeting_id, outcome) on concernd.meeting_alert to concernd_readonly;
grant select (meeting_id, agency, invited_at, attended, contributed, contributed_at)
	on concernd.meeting_agency to concernd_readonly;
grant select (meeting_id) on concernd.action to concernd_readonly;

-- ---- How they are said to people -----------------------------------------------------------------

create or replace function concernd.action_said(action concernd.action) returns json
language sql stable
as $$
	select json_build_object('id', action.id, 'child', action.child_id, 'alert', action.alert_id,
		'meeting', action.meeting_id,
		'what', action.what, 'owner', action.owner, 'agency', action.agency,
		'due', action.due_on, 'contingency', action.contingency,
		'set_at', concernd.instant(action.set_at), 'set_by', concernd.title_of(action.set_by),
		'done_at', concernd.instant(action.done_at), 'done_by', concernd.title_of(action.done_by),
		'done_note', action.done_note)
$$;

create or replace function concernd.decision_said(child bigint, alert bigint) returns json
language sql stable
as $$
	select json_build_object('outcome', decision.outcome, 'rationale', decision.rationale,
		'person', concernd.title_of(decision.person),
		'decided_at', concernd.instant(decision.decided_at),
		'evidence_version', decision.evidence_version, 'together', decision.together,
		'actions', (select coalesce(json_agg(concernd.action_said(action) order by action.id), '[]')
			from concernd.action
			where action.alert_id = any (decision.together || decision.alert_id)
				and action.meeting_id is null))
	from concernd.decision
	where decision.child_id = child and decision.alert_id = alert
$$;

-- concernd.became() comes with the next file.
set local check_function_bodies = off;
create function concernd.is_followed(meeting concernd.meeting, alert concernd.alert) returns boolean
language sql stable
as $$
	select array(select concernd.became(child) from unnest(concernd.children_of(alert)) as child) <@ array(
		select concernd.became(child)
		from concernd.meeting later
		join concernd.meeting_alert on meeting_alert.meeting_id = later.id
		join concernd.alert theirs on theirs.child_id = meeting_alert.child_id
			and theirs.id = meeting_alert.alert_id
		cross join unnest(concernd.children_of(theirs)) as child
		where later.kind = meeting.next_kind and later.held_at >= meeting.held_at
			and later.id <> meeting.id)
$$;
set local check_function_bodies = on;
comment on function concernd.is_followed is
	'True if the meeting that has to follow was held since, for every child on whom the alert shows, as they are known by now';

create function concernd.is_following_owed(meeting concernd.meeting) returns boolean
language sql stable
as $$
	select meeting.next_kind is not null and meeting.next_waived_at is null
		and exists (select from concernd.meeting_alert
			join concernd.alert on alert.child_id = meeting_alert.child_id
				and alert.id = meeting_alert.alert_id
			where meeting_alert.meeting_id = meeting.id
				and not concernd.is_followed(meeting, alert))
$$;

create function concernd.meeting_owes(meeting concernd.meeting, today date)
returns table (agency text, part boolean, actions bigint, actions_late bigint, requests_late bigint)
language sql stable
as $$
	with missing as (
		select meeting_agency.agency
		from concernd.meeting_agency
		where meeting_agency.meeting_id = meeting.id and meeting.held_at is not null
			and meeting_agency.invited_at is not null and not meeting_agency.attended
			and not meeting_agency.contributed
	), acting as (
		select action.agency, count(*) as n, count(*) filter (where action.due_on < today) as late
		from concernd.action
		where action.meeting_id = meeting.id and action.done_at is null
		group by action.agency
	), answering as (
		select request.agency, count(*) as late
		from concernd.meeting_alert
		join concernd.request on request.child_id = meeting_alert.child_id
			and request.alert_id = meeting_alert.alert_id
		where meeting_alert.meeting_id = meeting.id and meeting.cancelled_at is null
			and request.answered_at is null and request.withdrawn_at is null
			and request.due_at < clock_timestamp()
		group by request.agency
	)
	select agency, missing.agency is not null, coalesce(acting.n, 0), coalesce(acting.late, 0),
		coalesce(answering.late, 0)
	from missing
	full join acting using (agency)
	full join answering using (agency)
$$;
comment on function concernd.meeting_owes is
	'What agencies owe on a meeting: their part, actions that it set, and answers that are late on its alerts';

create function concernd.meeting_said(meeting concernd.meeting, today date, who text, duty boolean,
	whole boolean) returns jsonb
language sql stable
as $$
	select case when bool_and(on_it.is_closed) then
		jsonb_build_object('id', meeting.id, 'restricted', true, 'kind', meeting.kind,
			'state', state.is, 'planned_for', concernd.instant(meeting.planned_for),
			'held_at', concernd.instant(meeting.held_at))
	else
		jsonb_build_object('id', meeting.id, 'restricted', false, 'kind', meeting.kind,
			'state', state.is, 'called_at', concernd.instant(meeting.called_at),
			'called_by', concernd.title_of(meeting.called_by),
			'planned_for', concernd.instant(meeting.planned_for),
			'held_at', concernd.instant(meeting.held_at), 'outcome', meeting.outcome,
			'cancelled_at', concernd.instant(meeting.cancelled_at),
			'following', case when meeting.next_kind is not null then json_build_object(
				'kind', meeting.next_kind, 'due_at', concernd.instant(meeting.next_due_at),
				'owed', concernd.is_following_owed(meeting),
				'waived_at', concernd.instant(meeting.next_waived_at)) end,
			'alerts', json_agg(case when on_it.is_closed then
					json_build_object('id', on_it.id, 'restricted', true)
				else
					json_build_object('id', on_it.id, 'restricted', false,
						'state', on_it.state, 'level', on_it.level,
						'rule', on_it.rule, 'title', on_it.title,
						'child', concernd.face(on_it.children[1]),
						'children', concernd.faces(on_it.children),
						'outcome', on_it.outcome,
						'said', case when whole then on_it.said end)
				end order by on_it.id),
			'agencies', (select coalesce(json_agg(json_build_object('agency', came.agency,
					'invited_at', concernd.instant(came.invited_at),
					'attended', came.attended, 'contributed', came.contributed,
					'contributed_at', concernd.instant(came.contributed_at),
					'note', case when whole and not bool_or(on_it.is_closed)
						then came.note end) order by came.agency), '[]')
				from concernd.meeting_agency came
				where came.meeting_id = meeting.id),
			'owes', (select coalesce(json_agg(json_build_object('agency', owing.agency,
					'part', owing.part, 'actions', owing.actions,
					'actions_late', owing.actions_late,
					'requests_late', owing.requests_late) order by owing.agency), '[]')
				from concernd.meeting_owes(meeting, today) as owing))
		|| case when not whole then '{}' else jsonb_build_object(
			'withheld', bool_or(on_it.is_closed), 'place', meeting.place,
			'chair', meeting.chair, 'noted_at', concernd.instant(meeting.noted_at),
			'noted_by', concernd.title_of(meeting.noted_by),
			'note', case when not bool_or(on_it.is_closed) then meeting.note end,
			'waived_by', concernd.title_of(meeting.next_waived_by),
			'waived_because', meeting.next_waived_because,
			'cancelled_by', concernd.title_of(meeting.cancelled_by),
			'cancelled_because', meeting.cancelled_because,
			'actions', (select coalesce(json_agg(concernd.action_said(action)::jsonb
					|| jsonb_build_object('overdue', action.due_on < today
						and action.done_at is null) order by action.id), '[]')
				from concernd.action
				join concernd.alert theirs on theirs.child_id = action.child_id
					and theirs.id = action.alert_id
				where action.meeting_id = meeting.id
					and not concernd.is_closed_to(theirs, who, duty))) end
	end
	from (values (case when meeting.cancelled_at is not null then 'cancelled'
		when meeting.held_at is not null then 'held' else 'planned' end)) as state ("is")
	cross join lateral (
		select alert.id, alert.state, alert.level, alert.rule, rule.title,
			concernd.children_of(alert) as children, meeting_alert.said, meeting_alert.outcome,
			concernd.is_closed_to(alert, who, duty) as is_closed
		from concernd.meeting_alert
		join concernd.alert on alert.child_id = meeting_alert.child_id
			and alert.id = meeting_alert.alert_id
		join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
		where meeting_alert.meeting_id = meeting.id
	) as on_it
	group by state.is
$$;
comment on function concernd.meeting_said is
	'A meeting as a list says it, or whole. Of alerts of restricted families only that they are on it; what was said in general then is withheld, and where all are such, that there is one.';

-- ---- Retention, and all that is held on one child -------------------------------------------------

-- A meeting goes with the last alert that it was on, in the transaction that erases that.
create function concernd.erase_meetings_left() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
	delete from concernd.meeting_agency
	where meeting_id in (select gone.meeting_id from gone)
		and not exists (select from concernd.meeting_alert
			where meeting_alert.meeting_id = meeting_agency.meeting_id);
	delete from concernd.meeting
	where id in (select gone.meeting_id from gone)
		and not exists (select from concernd.meeting_alert
			where meeting_alert.meeting_id = meeting.id);
	return null;
end
$$;
create trigger meeting_alert_gone after delete on concernd.meeting_alert
	referencing old table as gone
	for each statement execute function concernd.erase_meetings_left();

create function concernd.meetings_on(child bigint) returns setof bigint
language sql stable
as $$
	select meeting_alert.meeting_id
	from concernd.alert
	join concernd.meeting_alert on meeting_alert.child_id = alert.child_id
		and meeting_alert.alert_id = alert.id
	where alert.child_id = child or alert.children @> array[child]
$$;
comment on function concernd.meetings_on is 'Those on an alert that shows on the child';

alter function concernd.held_on_child(bigint) rename to held_with_child;
create function concernd.held_on_child(child bigint)
returns table (part text, held text)
language sql stable security definer
set search_path = pg_catalog
as $$
	select part, held from concernd.held_with_child(child)
	union all
	select 'meeting', to_jsonb(meeting)::text
	from concernd.meeting
	where id in (select concernd.meetings_on(child))
	union all
	select 'meeting_agency', to_jsonb(meeting_agency)::text
	from concernd.meeting_agency
	where meeting_id in (select concernd.meetings_on(child))
	union all
	-- Those on an alert of several children, whose rows have the id of their household.
	select 'meeting_alert', to_jsonb(meeting_alert)::text
	from concernd.meeting_alert
	join concernd.alert on alert.child_id = meeting_alert.child_id and alert.id = meeting_alert.alert_id
	where alert.children @> array[child] and alert.child_id <> child
	union all
	select 'action', to_jsonb(action)::text
	from concernd.action
	join concernd.alert on alert.child_id = action.child_id and alert.id = action.alert_id
	where alert.children @> array[child] and alert.child_id <> child and action.meeting_id is not null
$$;
comment on function concernd.held_on_child is
	'Every row that says something of a child, as JSON, for a subject access request: third parties are in it';
comment on function concernd.held_with_child is
	'Those of them that name the child themselves; part of held_on_child';
revoke execute on function concernd.held_on_child(bigint) from public;
revoke execute on function concernd.held_with_child(bigint) from concernd_records;
grant execute on function concernd.held_on_child(bigint) to concernd_records;
