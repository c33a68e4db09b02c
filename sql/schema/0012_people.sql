-- People: who may sign in, what each may see, and what they do about an alert: acknowledge it, decide
-- on it, and see to what was decided.

set local role concernd_owner;

create table concernd.person (
	name text collate "C" primary key check (name ~ '^[a-z0-9][a-z0-9._@-]{0,99}$'),
	title text not null check (btrim(title) <> '' and length(title) <= 200),
	roles text[] collate "C" not null check (cardinality(roles) > 0
		and roles <@ array['screener', 'manager', 'auditor', 'ops', 'duty']),
	password_hash text collate "C",
	password_at timestamptz,
	added_at timestamptz not null default clock_timestamp(),
	added_by text collate "C" not null,
	disabled_at timestamptz,
	failures integer not null default 0 check (failures >= 0),
	locked_until timestamptz
);
comment on table concernd.person is
	'Who may sign in. Never deleted: what they did stays theirs.';
comment on column concernd.person.name is
	'As they sign in, or as the single sign-on names them; in lower case';
comment on column concernd.person.title is 'As colleagues read it';
comment on column concernd.person.roles is
	'screener: looks and acknowledges; manager: decides as well; auditor: who looked at what; ops: who may sign in; duty: sees restricted families, besides another role';
comment on column concernd.person.password_hash is
	'argon2id by libsodium; null: comes by the single sign-on alone';
comment on column concernd.person.failures is 'Since the last sign-in that went well';

create table concernd.session (
	token_hash bytea primary key check (length(token_hash) = 32),
	person text collate "C" not null references concernd.person,
	way text collate "C" not null check (way in ('password', 'proxy')),
	begun_at timestamptz not null default clock_timestamp(),
	used_at timestamptz not null default clock_timestamp(),
	ends_at timestamptz not null,
	ended_at timestamptz
);
comment on table concernd.session is
	'Who is signed in. A browser holds a random token, and here stands its hash: who reads this table cannot sign in by it.';
comment on column concernd.session.way is
	'proxy: only as long as the proxy names the same person with each request';
comment on column concernd.session.used_at is
	'Within a minute: unused for as long as the setting says, it is over';
comment on column concernd.session.ended_at is 'Signed out, or ended by ops';
create index session_of_person on concernd.session (person);

-- Restricted families.
create sequence concernd.restriction_id;
create table concernd.restriction (
	id bigint primary key default nextval('concernd.restriction_id'),
	child_id bigint not null references concernd.child,
	people text[] collate "C" not null,
	reason text not null check (btrim(reason) <> ''),
	set_at timestamptz not null default clock_timestamp(),
	set_by text collate "C" not null,
	ended_at timestamptz,
	ended_by text collate "C"
);
comment on table concernd.restriction is
	'A child who is shown only to those named and to the duty role. Its alerts stay in every list, without saying whose they are: an alert that nobody sees helps nobody.';
create unique index restriction_standing on concernd.restriction (child_id) where ended_at is null;

create sequence concernd.glass_id;
create table concernd.glass (
	id bigint primary key default nextval('concernd.glass_id'),
	child_id bigint not null references concernd.child,
	person text collate "C" not null references concernd.person,
	reason text not null check (btrim(reason) <> ''),
	broken_at timestamptz not null default clock_timestamp(),
	until timestamptz not null,
	reviewed_at timestamptz,
	reviewed_by text collate "C"
);
comment on table concernd.glass is
	'Somebody who is not named opened a restricted record, and why: for a while, and for the auditor to look at.';
create index glass_of_child on concernd.glass (child_id, person, until);
create index glass_unreviewed on concernd.glass (id) where reviewed_at is null;

create function concernd.is_closed_to(child bigint, who text, duty boolean) returns boolean
language sql stable
as $$
	select exists (
		select from concernd.restriction
		where restriction.child_id = child and restriction.ended_at is null and not duty
			and not coalesce(who, '') = any (restriction.people)
			and not exists (select from concernd.glass
				where glass.child_id = child and glass.person = who
					and glass.until > clock_timestamp()))
$$;
comment on function concernd.is_closed_to(bigint, text, boolean) is
	'True if the child is restricted, and to this person: neither named, nor on duty, nor behind broken glass';

create function concernd.children_of(alert concernd.alert) returns bigint[]
language sql immutable
as $$ select coalesce(alert.children, array[alert.child_id]) $$;
comment on function concernd.children_of is 'The children on whom an alert shows';

create function concernd.is_closed_to(alert concernd.alert, who text, duty boolean) returns boolean
language sql stable
as $$
	select exists (select from unnest(concernd.children_of(alert)) as child
		where concernd.is_closed_to(child, who, duty))
$$;

-- Acknowledging and deciding.
alter table concernd.alert
	add column acknowledged_at timestamptz,
	add column acknowledged_by text collate "C",
	add check ((acknowledged_at is null) = (acknowledged_by is null));
comment on column concernd.alert.acknowledged_at is
	'When somebody last said that they hold it; stays when it escalates and is new again';
grant update (acknowledged_at, acknowledged_by) on concernd.alert to concernd_runtime;

alter table concernd.decision add column together bigint[] not null default '{}';
comment on column concernd.decision.together is
	'The alerts of one decision over several children, ascending; empty: this one alone';
grant select (together) on concernd.decision to concernd_readonly;
create index decision_of_person on concernd.decision (lower(person), decided_at);

create sequence concernd.action_id;
create table concernd.action (
	id bigint primary key default nextval('concernd.action_id'),
	child_id bigint not null,
	alert_id bigint not null,
	what text not null check (btrim(what) <> ''),
	owner text not null check (btrim(owner) <> ''),
	agency text collate "C" not null,
	due_on date not null,
	contingency text not null check (btrim(contingency) <> ''),
	set_at timestamptz not null,
	set_by text not null,
	done_at timestamptz,
	done_by text,
	done_note text,
	foreign key (child_id, alert_id) references concernd.decision (child_id, alert_id),
	check ((done_at is null) = (done_by is null))
);
comment on table concernd.action is
	'What a decision asks somebody to do, by when, and what happens if it is not done. Of a decision over several alerts it stands with the first of them.';
comment on column concernd.action.owner is 'A named person, of the agency';
comment on column concernd.action.due_on is 'By the end of that day, in the zone of the rules';
create index action_of_alert on concernd.action (alert_id);
create index action_due on concernd.action (due_on) where done_at is null;

grant usage on sequence concernd.restriction_id, concernd.glass_id, concernd.action_id
	to concernd_runtime;
grant select, insert on concernd.person, concernd.session, concernd.restriction, concernd.glass,
	concernd.action to concernd_runtime;
grant update (title, roles, password_hash, password_at, disabled_at, failures, locked_until)
	on concernd.person to concernd_runtime;
grant update (used_at, ended_at), delete on concernd.session to concernd_runtime;
grant update (ended_at, ended_by) on concernd.restriction to concernd_runtime;
grant update (reviewed_at, reviewed_by) on concernd.glass to concernd_runtime;
grant update (done_at, done_by, done_note) on concernd.action to concernd_runtime;
grant select (id, child_id, alert_id, agency, due_on, set_at, done_at) on concernd.action
	to concernd_readonly;
grant select on concernd.glass to concernd_auditor;
grant select (name, title, roles, added_at, added_by, disabled_at) on concernd.person
	to concernd_auditor;

-- How things are said to people. The statements api_… answer with JSON, of which these are parts.
create function concernd.instant(at timestamptz) returns text
language sql stable
as $$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;
comment on function concernd.instant is 'RFC 3339, whole seconds, UTC';

create function concernd.title_of(who text) returns text
language sql stable
as $$ select coalesce((select title from concernd.person where name = who), who) $$;
comment on function concernd.title_of is
	'Of an account its title; any other name is said as it is';

create function concernd.face(child bigint) returns json
language sql stable
as $$
	select json_build_object('id', child, 'name', named.name, 'birth_date', born.birth_date,
		'birth_expected', coalesce(born.birth_expected, false))
	from (values (1)) as one (row)
	left join lateral (
		select nullif(btrim(concat_ws(' ', alias.given_names, alias.family_name)), '') as name
		from concernd.link
		join concernd.alias on alias.id = link.alias_id
		where link.child_id = child and link.revoked_at is null
			and (alias.given_names is not null or alias.family_name is not null)
		order by alias.id desc limit 1) as named on true
	left join lateral (
		select alias.birth_date, alias.birth_expected
		from concernd.link
		join concernd.alias on alias.id = link.alias_id
		where link.child_id = child and link.revoked_at is null
			and alias.birth_date is not null
		order by alias.id desc limit 1) as born on true
$$;
comment on function concernd.face is 'A child as a list names it: what was said last';

create function concernd.faces(children bigint[]) returns json
language sql stable
as $$
	select json_agg(concernd.face(child) order by place)
	from unnest(children) with ordinality as one (child, place)
$$;

create function concernd.body_of(of_source_ text, of_event_id_ text, version_ integer)
returns json
language sql stable
as $$
	select coalesce(
		(select event.body::json
		 from concernd.correction
		 join concernd.event on event.source = correction.source
			and event.event_id = correction.event_id and event.resend = correction.resend
		 where correction.of_source = of_source_ and correction.of_event_id = of_event_id_
			and correction.kind = 'amended' and correction.version = version_
		 order by correction.at desc
		 limit 1),
		(select event.body::json from concernd.event
		 where event.source = of_source_ and event.event_id = of_event_id_
			and event.resend = 0 and version_ = 1))
$$;
comment on function concernd.body_of is 'The event that a version of a contact came with';

create function concernd.contact_said(contact concernd.contact, outcome text, marks text[])
returns json
language sql stable
as $$
	select json_build_object('id', contact.contact_id, 'version', contact.version,
		'occurred_at', concernd.instant(contact.occurred_at), 'whole_day', contact.whole_day,
		'recorded_at', concernd.instant(contact.recorded_at), 'history', contact.history,
		'agency', contact.agency, 'category', contact.category,
		'other_categories', contact.other_categories, 'grade', contact.grade,
		'about', contact.about, 'outcome', outcome, 'contact_source', contact.contact_source,
		'factors', contact.factors, 'source', contact.source,
		'source_ref', said.data ->> 'source_ref',
		'summary', case when said.mark is null or said.mark = any (marks)
			then said.data ->> 'summary' end,
		'handling', said.mark,
		'summary_withheld', said.data ->> 'summary' is not null and said.mark is not null
			and not said.mark = any (marks))
	from (select body.data, body.data ->> 'handling' as mark
	      from (select concernd.body_of(contact.source, contact.event_id, contact.version)
			-> 'data' as data) as body) as said
$$;
comment on function concernd.contact_said is
	'A contact with its summary, if the reader may read its mark; marks: those that they may';

create function concernd.action_said(action concernd.action) returns json
language sql stable
as $$
	select json_build_object('id', action.id, 'child', action.child_id, 'alert', action.alert_id,
		'what', action.what, 'owner', action.owner, 'agency', action.agency,
		'due', action.due_on, 'contingency', action.contingency,
		'set_at', concernd.instant(action.set_at), 'set_by', concernd.title_of(action.set_by),
		'done_at', concernd.instant(action.done_at), 'done_by', concernd.title_of(action.done_by),
		'done_note', action.done_note)
$$;

create function concernd.decision_said(child bigint, alert bigint) returns json
language sql stable
as $$
	select json_build_object('outcome', decision.outcome, 'rationale', decision.rationale,
		'person', concernd.title_of(decision.person),
		'decided_at', concernd.instant(decision.decided_at),
		'evidence_version', decision.evidence_version, 'together', decision.together,
		'actions', (select coalesce(json_agg(concernd.action_said(action) order by action.id), '[]')
			from concernd.action
			where action.alert_id = any (decision.together || decision.alert_id)))
	from concernd.decision
	where decision.child_id = child and decision.alert_id = alert
$$;

create function concernd.record_said(alias concernd.alias) returns json
language sql stable
as $$
	select json_build_object('alias', alias.id, 'sender', alias.sender, 'record', alias.record,
		'given_names', alias.given_names, 'family_name', alias.family_name,
		'birth_date', alias.birth_date, 'birth_expected', alias.birth_expected,
		'sex', alias.sex, 'postcode', alias.postcode, 'nhs_number', alias.nhs_number,
		'upn', alias.upn, 'said_at', concernd.instant(alias.recorded_at))
$$;

create function concernd.contact_of(children bigint[], contact_id_ bigint, version_ integer)
returns concernd.contact
language sql stable
as $$
	(select contact from concernd.contact
	 where contact.child_id = any (children) and contact.contact_id = contact_id_
		and contact.version = version_
	 order by contact.about = 'child' desc, contact.left_at is null desc
	 limit 1)
	union all
	(select jsonb_populate_record(null::concernd.contact, to_jsonb(adult_contact)
			|| jsonb_build_object('about', 'parent-carer'))
	 from concernd.adult_contact
	 where adult_contact.contact_id = contact_id_ and adult_contact.version = version_
	 limit 1)
	limit 1
$$;
comment on function concernd.contact_of is
	'A contact as it bears on one of the children: by its own words of them, else through an adult with whom they lived. All null: it does not';

create function concernd.status_of(child bigint) returns concernd.child_status
language sql stable
as $$
	select child_status from concernd.child_status
	where child_status.child_id = child
	order by child_status.at desc, child_status.source desc, child_status.event_id desc
	limit 1
$$;
comment on function concernd.status_of is 'To which team a child is open, as it stands. All null: nobody said';

create function concernd.household_of(child bigint, who text, duty boolean) returns json
language sql stable
as $$
	select coalesce(json_agg(json_build_object('household', lived.household_id,
		'sender', lived.sender,
		'child', case when lived.child_id is not null
			and not concernd.is_closed_to(lived.child_id, who, duty)
			then concernd.face(lived.child_id) end,
		'restricted', lived.child_id is not null
			and concernd.is_closed_to(lived.child_id, who, duty),
		'name', lived.name, 'relation', lived.relation, 'from', concernd.instant(lived.since),
		'until', case when lived.ended > lived.begun then concernd.instant(lived.ended) end)
		order by lived.household_id, lived.child_id, lived.adult_id), '[]')
	from (select residence.household_id, household.sender, residence.child_id, residence.adult_id,
		named.name, named.relation,
		min(residence.at) filter (where residence.begins) as since,
		max(residence.at) filter (where residence.begins) as begun,
		max(residence.at) filter (where not residence.begins) as ended
	      from concernd.residence
	      join concernd.household on household.id = residence.household_id
	      left join lateral (
		select nullif(btrim(concat_ws(' ', given_names, family_name)), '') as name, relation
		from concernd.adult_alias
		where adult_alias.adult_id = residence.adult_id
		order by id desc limit 1) as named on true
	      where residence.household_id in (select mine.household_id from concernd.residence mine
			where mine.child_id = child)
		and residence.child_id is distinct from child
	      group by residence.household_id, household.sender, residence.child_id,
		residence.adult_id, residence.source, named.name, named.relation) as lived
$$;
comment on function concernd.household_of is
	'With whom a child lives or lived, as each source says; of a restricted child, that there is one';
