-- Flags that the partnership advises the police to set on a child, in their own system. The program never
-- tells that system by itself: a person does, and says here what the police did.

set local role concernd_owner;

-- Whom a child turned out to be, as mergers stand, and who turned out to be the child.
create function concernd.became(child bigint) returns bigint
language sql stable
as $$
	with recursive step as (
		select child as id, 0 as depth
		union all
		select merger.child_id, step.depth + 1
		from step
		join concernd.merger on merger.absorbed_id = step.id and merger.undone_at is null
		where step.depth < 100
	)
	select id from step order by depth desc limit 1
$$;
comment on function concernd.became is
	'The child that this one is part of by now: itself, unless it was merged into another';

create function concernd.parts_of(child bigint) returns bigint[]
language sql stable
as $$
	with recursive step as (
		select child as id, 0 as depth
		union all
		select merger.absorbed_id, step.depth + 1
		from step
		join concernd.merger on merger.child_id = step.id and merger.undone_at is null
		where step.depth < 100
	)
	select array_agg(id) from step
$$;
comment on function concernd.parts_of is 'The child, and all that were merged into it';

create sequence concernd.advisory_flag_id;
create table concernd.advisory_flag (
	id bigint primary key default nextval('concernd.advisory_flag_id'),
	child_id bigint not null,
	alert_id bigint not null,
	about_id bigint not null references concernd.child on delete cascade,
	reason text collate "C" not null,
	note text not null check (btrim(note) <> ''),
	advised_at timestamptz not null default clock_timestamp(),
	advised_by text collate "C" not null,
	review_on date not null,
	ends_on date not null,
	ended_on date,
	ended_by text collate "C",
	ended_because text,
	police text collate "C" check (police in ('set', 'not-set', 'taken-off')),
	police_on date,
	police_reference text,
	police_because text,
	police_at timestamptz,
	police_by text collate "C",
	foreign key (child_id, alert_id) references concernd.alert (child_id, id),
	check (review_on <= ends_on),
	check ((ended_on is null) = (ended_by is null) and (ended_on is null) = (ended_because is null)),
	check ((police is null) = (police_at is null) and (police is null) = (police_by is null))
);
comment on table concernd.advisory_flag is
	'That the police are advised to flag a child in their own system: why, until when, and what they said that they did.';
comment on column concernd.advisory_flag.child_id is 'With alert_id: the alert from which it was advised';
comment on column concernd.advisory_flag.about_id is 'Which of the alert''s children';
comment on column concernd.advisory_flag.reason is 'A word of flag_reasons in rules.conf';
comment on column concernd.advisory_flag.review_on is 'By when somebody looks at it again';
comment on column concernd.advisory_flag.ends_on is
	'The last day on which it stands; behind it the flag has ended, without anybody''s doing';
comment on column concernd.advisory_flag.ended_on is
	'When a person ended it; null: nobody did, it stands until ends_on';
comment on column concernd.advisory_flag.police is
	'What the police said last: set, not-set or taken-off; null: nothing yet';
create index advisory_flag_about on concernd.advisory_flag (about_id);
create index advisory_flag_of_alert on concernd.advisory_flag (alert_id);
create index advisory_flag_review on concernd.advisory_flag (review_on, id) where ended_on is null;

create sequence concernd.advisory_flag_step_id;
create table concernd.advisory_flag_step (
	id bigint primary key default nextval('concernd.advisory_flag_step_id'),
	flag_id bigint not null references concernd.advisory_flag on delete cascade,
	child_id bigint not null,
	alert_id bigint not null,
	about_id bigint not null,
	kind text collate "C" not null
		check (kind in ('advised', 'kept', 'ended', 'set', 'not-set', 'taken-off')),
	noted_at timestamptz not null default clock_timestamp(),
	noted_by text collate "C" not null,
	on_day date,
	due_on date,
	review_on date,
	ends_on date,
	because text,
	reference text,
	foreign key (child_id, alert_id) references concernd.alert (child_id, id)
);
comment on table concernd.advisory_flag_step is
	'All that was said of a flag, one row each, never changed: advised, kept or ended at a review, and what the police did.';
comment on column concernd.advisory_flag_step.on_day is 'The local date of it';
comment on column concernd.advisory_flag_step.due_on is
	'Of a review: the date by which it was due. In time: on_day is no later';
create index advisory_flag_step_of on concernd.advisory_flag_step (flag_id, id);
create index advisory_flag_step_alert on concernd.advisory_flag_step (alert_id);

grant usage on sequence concernd.advisory_flag_id, concernd.advisory_flag_step_id to concernd_runtime;
grant select, insert on concernd.advisory_flag, concernd.advisory_flag_step to concernd_runtime;
grant update (review_on, ends_on, ended_on, ended_by, ended_because, police, police_on,
	      police_reference, police_because, police_at, police_by)
	on concernd.advisory_flag to concernd_runtime;
-- Without what people wrote.
grant select (id, child_id, alert_id, about_id, reason, advised_at, review_on, ends_on, ended_on, police,
	      police_on)
	on concernd.advisory_flag to concernd_readonly;
grant select (id, flag_id, child_id, alert_id, about_id, kind, noted_at, on_day, due_on, review_on, ends_on)
	on concernd.advisory_flag_step to concernd_readonly;

-- How a flag stands on a day. That its end has come is reckoned, so no job can forget it.
create function concernd.has_ended(flag concernd.advisory_flag, today date) returns boolean
language sql immutable
as $$ select flag.ended_on is not null or flag.ends_on < today $$;

create function concernd.to_be_taken_off(flag concernd.advisory_flag, today date) returns boolean
language sql immutable
as $$
	select concernd.has_ended(flag, today) and coalesce(flag.police, '') not in ('not-set', 'taken-off')
$$;
comment on function concernd.to_be_taken_off is
	'It has ended, and the police have not said that it stands in their system no longer: also where nobody knows whether they ever set it';

create function concernd.state_of(flag concernd.advisory_flag, today date) returns text
language sql immutable
as $$
	select case when concernd.has_ended(flag, today) then 'ended'
		when flag.review_on <= today then 'review-due' else 'standing' end
$$;

create function concernd.is_closed_to(flag concernd.advisory_flag, who text, duty boolean)
returns boolean
language sql stable
as $$
	select concernd.is_closed_to(flag.about_id, who, duty)
		or concernd.is_closed_to(concernd.became(flag.about_id), who, duty)
		or exists (select from concernd.alert
			where alert.child_id = flag.child_id and alert.id = flag.alert_id
				and concernd.is_closed_to(alert, who, duty))
$$;

create function concernd.flag_said(flag concernd.advisory_flag, today date) returns jsonb
language sql stable
as $$
	select jsonb_build_object('id', flag.id, 'alert', flag.alert_id,
		'child', concernd.face(concernd.became(flag.about_id)),
		'reason', flag.reason, 'note', flag.note,
		'advised_at', concernd.instant(flag.advised_at),
		'advised_by', concernd.title_of(flag.advised_by),
		'review_on', flag.review_on, 'ends_on', flag.ends_on,
		'state', concernd.state_of(flag, today),
		'overdue', not concernd.has_ended(flag, today) and flag.review_on < today,
		'ended_on', case when concernd.has_ended(flag, today)
			then coalesce(flag.ended_on, flag.ends_on) end,
		'ended_by', concernd.title_of(flag.ended_by),
		'ended_because', case when flag.ended_on is not null then flag.ended_because
			when flag.ends_on < today then 'ended by its date' end,
		'police', flag.police, 'police_on', flag.police_on,
		'police_reference', flag.police_reference, 'police_because', flag.police_because,
		'police_noted_by', concernd.title_of(flag.police_by),
		'to_be_taken_off', concernd.to_be_taken_off(flag, today),
		'also', (select coalesce(jsonb_agg(twin.id order by twin.id), '[]')
			from concernd.advisory_flag twin
			where twin.about_id = any (concernd.parts_of(concernd.became(flag.about_id)))
				and twin.reason = flag.reason and twin.id <> flag.id
				and not concernd.has_ended(flag, today)
				and not concernd.has_ended(twin, today)))
$$;
comment on function concernd.flag_said is
	'A flag as JSON. also: others that stand for the same child and reason, as after a merge: one of them is to be ended';

grant execute on function concernd.became, concernd.parts_of, concernd.has_ended,
	concernd.to_be_taken_off, concernd.state_of to concernd_runtime, concernd_readonly;
