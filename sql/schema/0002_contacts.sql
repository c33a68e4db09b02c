-- What agencies told us, and of whom. Every fact has two times: when it happened (occurred_at) and
-- when we learnt of it (recorded_at). Nothing here is ever changed: what corrects a fact is a row of
-- its own. No foreign keys stand between event, contact and child: all three are written by one
-- transaction that holds the child's lock, and the checks would cost a fifth of the throughput.

set local role concernd_owner;

-- Ids come from sequences of their own: a transaction takes them before it inserts anything.
create sequence concernd.contact_id;
create sequence concernd.child_id;
create sequence concernd.alias_id;

create table concernd.child (
	id bigint primary key,
	opened_at timestamptz not null,
	lock_right boolean not null default true
);
comment on table concernd.child is
	'One real child, or what is taken for one. Whoever judges a child holds the lock on its row.';
comment on column concernd.child.lock_right is
	'Never changes. PostgreSQL lets a role lock rows (for no key update) only if it may update a column.';

create table concernd.event (
	source text collate "C" not null,
	event_id text collate "C" not null,
	data_hash bytea not null check (length(data_hash) = 32),
	sender text collate "C" not null,
	type text collate "C" not null,
	sent_at timestamptz,
	recorded_at timestamptz not null,
	contact_id bigint,
	history boolean not null default false,
	child_ids bigint[] not null default '{}',
	resend integer not null default 0 check (resend >= 0),
	told_hash bytea check (length(told_hash) = 32),
	body text not null,
	primary key (source, event_id, resend)
);
comment on table concernd.event is
	'Each event that was answered `recorded`, once. It alone decides what is a duplicate.';
comment on column concernd.event.data_hash is
	'BLAKE2b-256 of the data as canonical JSON: same id and other data is told apart from a repeat';
comment on column concernd.event.sent_at is 'CloudEvents time, if the sender gave one';
comment on column concernd.event.contact_id is
	'The contact it opened or amended; null for events that do neither';
comment on column concernd.event.history is 'Loaded as history';
comment on column concernd.event.child_ids is
	'The children whom it named: those are judged again when something corrects it';
comment on column concernd.event.told_hash is
	'Of a contact or an amendment: BLAKE2b-256 of the data without the outcome. Those of one contact that share it are one version';
comment on column concernd.event.resend is
	'0; above it where a sender that may do so (resend = "amend") sent the same id again with other data: its amendments, in order of arrival';
comment on column concernd.event.body is
	'The event as received, as JSON. Summary, handling mark and the sender''s reference stand only here.';
create index event_of_sender on concernd.event (sender, recorded_at);
comment on index concernd.event_of_sender is
	'When each sender was last heard, and how much it sends';

create table concernd.contact (
	child_id bigint not null,
	contact_id bigint not null,
	version integer not null check (version >= 1),
	alias_id bigint,
	source text collate "C" not null,
	event_id text collate "C" not null,
	occurred_at timestamptz not null,
	occurred_day date not null,
	whole_day boolean not null,
	recorded_at timestamptz not null,
	history boolean not null,
	agency text collate "C" not null,
	category text collate "C" not null,
	other_categories text[] collate "C" not null,
	grade text collate "C" not null,
	about text collate "C" not null,
	birth_date date,
	birth_expected boolean not null,
	outcome text collate "C",
	contact_source text collate "C",
	factors text[] collate "C" not null,
	incident_ref text collate "C",
	primary key (child_id, contact_id, version, about),
	check (grade in ('none', 'blue', 'green', 'amber', 'red')),
	check (about in ('child', 'sibling', 'parent-carer', 'other-adult'))
);
comment on table concernd.contact is
	'A contact as it bears on one child, with all that the rules look at: a child''s history is one scan of the primary key. A contact on three children is three rows with one contact_id.';
comment on column concernd.contact.version is
	'1 when first recorded; each amendment adds rows with the next. Which stands is told by concernd.correction';
comment on column concernd.contact.alias_id is
	'What this contact said of the child (concernd.alias)';
comment on column concernd.contact.source is
	'With event_id: the event that first recorded the contact';
comment on column concernd.contact.occurred_at is
	'For a whole day: noon of it in the time zone of the rules';
comment on column concernd.contact.occurred_day is
	'The local date of occurred_at';
comment on column concernd.contact.recorded_at is
	'When this version was recorded: after the locks, and rising strictly for each child';
comment on column concernd.contact.history is
	'Loaded as history: it counts, but raises no alert by itself';
comment on column concernd.contact.about is
	'Whose situation it is that bears on this child; a contact may bear on it in several ways, a row each';
comment on column concernd.contact.birth_date is
	'Of the child, as known when this was recorded; null when not known. With birth_expected: of the unborn';
comment on column concernd.contact.incident_ref is
	'A reference that agencies share for one event: lower case, outer blanks cut; null where what was sent is none';

create table concernd.correction (
	of_source text collate "C" not null,
	of_event_id text collate "C" not null,
	source text collate "C" not null,
	event_id text collate "C" not null,
	resend integer not null default 0,
	kind text collate "C" not null
		check (kind in ('recorded', 'amended', 'withdrawn', 'outcome')),
	at timestamptz not null,
	recorded_at timestamptz not null,
	contact_id bigint,
	version integer check (version >= 1),
	outcome text collate "C",
	first_recorded_at timestamptz,
	first_history boolean,
	primary key (of_source, of_event_id, source, event_id, resend, kind),
	check ((kind in ('recorded', 'amended')) = (version is not null)),
	check (version is null or contact_id is not null),
	check ((kind = 'outcome') = (outcome is not null)),
	check ((first_recorded_at is null) = (first_history is null))
);
comment on table concernd.correction is
	'What else was told of a contact: how it stands is settled by all of these. One that comes before its contact waits here for it.';
comment on column concernd.correction.of_source is
	'With of_event_id: the event that first records the contact, whether it came already or not';
comment on column concernd.correction.kind is
	'amended: the rows of contact with its version replace those before; withdrawn; outcome: one inside a contact or an amendment as well; recorded: the contact itself, where amendments waited for it';
comment on column concernd.correction.at is
	'The latest stands: CloudEvents time; of an outcome decided_at, of one inside a contact its CloudEvents time, else when it was recorded';
comment on column concernd.correction.first_recorded_at is
	'With first_history: of the contact, where it was on file already; both decide what is history';
comment on column concernd.correction.version is
	'Which rows of contact its data are: of an earlier version where it said the same, outcome aside';

create table concernd.alias (
	id bigint primary key,
	recorded_at timestamptz not null,
	sender text collate "C" not null,
	record text collate "C",
	said_hash bytea not null check (length(said_hash) = 32),
	nhs_number text collate "C",
	family_name text,
	given_names text,
	birth_date date,
	birth_expected boolean not null,
	sex text collate "C" not null check (sex in ('female', 'male', 'other', 'unknown')),
	postcode text collate "C",
	identifiers text not null default '[]'
);
comment on table concernd.alias is
	'What a contact said of a person, as sent. It never changes, and it is never mended: what is believed is a link. A record that says the same again, word for word, shares the row, so a known child''s contact writes none.';
comment on column concernd.alias.record is
	'The sender''s own id of the child; null from a sender that has none';
comment on column concernd.alias.said_hash is
	'BLAKE2b-256 of all that was said: the same record with the same hash is this row again';
comment on column concernd.alias.nhs_number is 'Valid by its check digit';
comment on column concernd.alias.identifiers is
	'The other identifiers as JSON: [{"scheme":…,"value":…}]';
create index alias_by_record on concernd.alias (sender, record) where record is not null;
create index alias_by_nhs on concernd.alias (nhs_number) where nhs_number is not null;

create table concernd.link (
	child_id bigint not null references concernd.child,
	alias_id bigint not null references concernd.alias,
	linked_at timestamptz not null,
	reason text collate "C" not null,
	linked_by text collate "C",
	revoked_at timestamptz,
	revoked_by text collate "C",
	revoked_reason text,
	primary key (child_id, alias_id, linked_at),
	check ((revoked_at is null) = (revoked_reason is null))
);
comment on table concernd.link is
	'Which child an alias is taken to speak of, and why. A mistake is revoked, with who and why; the row stays.';
comment on column concernd.link.reason is
	'record: the sender''s own id was linked already; nhs-number: confirmed by the birth date; new-child: nothing matched';
comment on column concernd.link.linked_by is 'The person who said so; null when the program did';
create unique index link_standing on concernd.link (alias_id) where revoked_at is null;
comment on index concernd.link_standing is 'An alias speaks of one child at a time';

grant usage on sequence concernd.contact_id, concernd.child_id, concernd.alias_id
	to concernd_runtime;
grant select, insert on concernd.child, concernd.event, concernd.contact, concernd.correction,
	concernd.alias, concernd.link to concernd_runtime;
grant update (lock_right) on concernd.child to concernd_runtime;
grant update (revoked_at, revoked_by, revoked_reason) on concernd.link to concernd_runtime;

-- Without what names a person: no body, and of an alias no more than whose it is and the sex. Birth
-- dates stand in contact, because the rules judge by age.
grant select on concernd.child, concernd.link, concernd.correction to concernd_readonly;
grant select (source, event_id, data_hash, sender, type, sent_at, recorded_at, contact_id, history,
	      child_ids, resend)
	on concernd.event to concernd_readonly, concernd_auditor;
grant select (id, recorded_at, sender, birth_expected, sex) on concernd.alias
	to concernd_readonly;
grant select (child_id, contact_id, version, alias_id, source, event_id, occurred_at, occurred_day,
	      whole_day, recorded_at, history, agency, category, other_categories, grade, about,
	      birth_date, birth_expected, outcome, contact_source, factors, incident_ref)
	on concernd.contact to concernd_readonly;
