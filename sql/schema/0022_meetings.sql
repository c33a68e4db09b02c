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
grant update (held_at, noted_at, noted_by, chair, outcome, note, next_kind, next_due_at, next_waived_at,
	      next_waived_by, next_waived_because, cancelled_at, cancelled_by, cancelled_because)
	on concernd.meeting to concernd_runtime;
grant update (said, outcome) on concernd.meeting_alert to concernd_runtime;
grant update (attended, contributed, contributed_at, note) on concernd.meeting_agency
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

create function concernd.is_followed(meeting concernd.meeting, alert concernd.alert) returns boolean
language sql stable
as $$
	select concernd.children_of(alert) <@ array(
		select unnest(concernd.children_of(theirs))
		from concernd.meeting later
		join concernd.meeting_alert on meeting_alert.meeting_id = later.id
		join concernd.alert theirs on theirs.child_id = meeting_alert.child_id
			and theirs.id = meeting_alert.alert_id
		where later.kind = meeting.next_kind and later.held_at >= meeting.held_at
			and later.id <> meeting.id)
$$;
comment on function concernd.is_followed is
	'True if the meeting that has to follow was held since, for every child on whom the alert shows';

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
$$;
comment on function concernd.held_on_child is
	'Every row that says something of a child, as JSON, for a subject access request: third parties are in it';
comment on function concernd.held_with_child is
	'Those of them that name the child themselves; part of held_on_child';
revoke execute on function concernd.held_on_child(bigint) from public;
revoke execute on function concernd.held_with_child(bigint) from concernd_records;
grant execute on function concernd.held_on_child(bigint) to concernd_records;
