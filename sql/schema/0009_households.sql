-- Whose alerts there are: a child's, or that of several together. Ids of both come from one sequence,
-- so what is said of an alert's child_id elsewhere (alert_version, decision, outbox, timer) holds of
-- either.

set local role concernd_owner;

alter table concernd.alert drop constraint alert_child_id_fkey;
alter table concernd.alert
	add column scope text collate "C" not null default 'child'
		check (scope in ('child', 'household', 'doubt')),
	add column children bigint[];
alter table concernd.alert
	add check ((scope = 'child') = (children is null)),
	drop constraint alert_withdrawn_by_check,
	add check (withdrawn_by in ('outcome', 'withdrawal', 'amendment', 'regrouping', 'household',
				    'identity'));
comment on column concernd.alert.child_id is
	'Whose alert it is: by its scope the id of a child, or of a household';
comment on column concernd.alert.scope is
	'child; household: the rule judged all children of one; doubt: records that may be one child';
comment on column concernd.alert.children is
	'The children on whom it shows, ascending; null: on its own child. Of a household those who live there now, or did when a contact of the evidence occurred';
comment on column concernd.alert.withdrawn_by is
	'What made it hold no longer: an outcome made it void; a contact of its evidence was withdrawn or amended; who lives where was told otherwise; who is who was settled; or what came later told its incidents apart otherwise';
create index alert_shown on concernd.alert using gin (children) where children is not null;
comment on index concernd.alert_shown is 'Alerts of several children, found by any of them';

grant update (children) on concernd.alert to concernd_runtime;

-- Who lives with whom, by what agencies told. A household is known by the sender and the sender's own
-- id of it: those of two senders are two. Whoever changes what is known of a household, of who lives
-- there or of what bears on them, holds the lock on its row; locks are taken in the order children,
-- households, adults, and of each kind in the order of their ids.

create table concernd.household (
	id bigint primary key,
	sender text collate "C" not null,
	name text collate "C" not null,
	opened_at timestamptz not null,
	lock_right boolean not null default true,
	unique (sender, name)
);
comment on table concernd.household is
	'Children and adults who live together, as one sender tells. Its id is of the sequence of the children, so that either may be what an alert is about.';
comment on column concernd.household.name is 'The sender''s own id of it';
comment on column concernd.household.lock_right is 'As in concernd.child';

create table concernd.adult (
	id bigint primary key,
	opened_at timestamptz not null,
	lock_right boolean not null default true
);
comment on table concernd.adult is
	'One grown-up, known by a sender''s record id or an NHS number. Adults and children are never taken for each other.';
comment on column concernd.adult.lock_right is 'As in concernd.child';

create table concernd.adult_alias (
	id bigint primary key,
	adult_id bigint not null references concernd.adult,
	recorded_at timestamptz not null,
	sender text collate "C" not null,
	record text collate "C",
	said_hash bytea not null check (length(said_hash) = 32),
	nhs_number text collate "C",
	family_name text,
	given_names text,
	birth_date date,
	sex text collate "C" not null check (sex in ('female', 'male', 'other', 'unknown')),
	postcode text collate "C",
	relation text,
	identifiers text not null default '[]'
);
comment on table concernd.adult_alias is
	'What an event said of an adult, as sent: as concernd.alias of a child. Words said again share the row.';
create index adult_alias_of_adult on concernd.adult_alias (adult_id);
create index adult_alias_by_record on concernd.adult_alias (sender, record)
	where record is not null;
create index adult_alias_by_nhs on concernd.adult_alias (nhs_number) where nhs_number is not null;

create table concernd.residence (
	household_id bigint not null references concernd.household,
	source text collate "C" not null,
	event_id text collate "C" not null,
	child_id bigint,
	alias_id bigint,
	adult_id bigint,
	begins boolean not null,
	at timestamptz not null,
	birth_date date,
	birth_expected boolean not null,
	recorded_at timestamptz not null,
	check ((child_id is null) <> (adult_id is null))
);
comment on table concernd.residence is
	'What one household.linked or .unlinked said of one person. A source ends its own links only; how they add up is engine/household.c.';
comment on column concernd.residence.source is 'With event_id: the event that says so';
comment on column concernd.residence.alias_id is
	'Of a child: what the event said of it (concernd.alias)';
comment on column concernd.residence.at is
	'begins: the first instant of living there; else the first of living there no more';
comment on column concernd.residence.birth_date is 'Of a child, as that event said';
create index residence_of_household on concernd.residence (household_id);
create index residence_of_child on concernd.residence (child_id) where child_id is not null;
create index residence_of_adult on concernd.residence (adult_id) where adult_id is not null;

create table concernd.adult_contact (
	adult_id bigint not null,
	contact_id bigint not null,
	version integer not null check (version >= 1),
	alias_id bigint not null,
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
	grade text collate "C" not null
		check (grade in ('none', 'blue', 'green', 'amber', 'red')),
	outcome text collate "C",
	contact_source text collate "C",
	factors text[] collate "C" not null,
	incident_ref text collate "C",
	primary key (adult_id, contact_id, version)
);
comment on table concernd.adult_contact is
	'A contact as it names an adult: concernd.contact of adults. It bears, as parent-carer, on the children who lived with the adult when it occurred, whether that was told before it or after.';
create index adult_contact_by_contact on concernd.adult_contact (contact_id, version);
comment on index concernd.adult_contact_by_contact is 'The evidence of alerts';

create table concernd.child_status (
	child_id bigint not null,
	source text collate "C" not null,
	event_id text collate "C" not null,
	at timestamptz not null,
	status text collate "C" not null check (status in ('open', 'closed')),
	team text,
	plan text,
	valid_from timestamptz,
	valid_until timestamptz,
	recorded_at timestamptz not null,
	primary key (child_id, at, source, event_id)
);
comment on table concernd.child_status is
	'To which team a child is open, and on what plan: for routes and the screen, never to suppress an alert. The latest `at` stands; of equal ones the greatest (source, event_id).';
comment on column concernd.child_status.at is 'CloudEvents time';

alter table concernd.event add column adult_ids bigint[] not null default '{}';
comment on column concernd.event.adult_ids is
	'The adults whom it named: on whom they bear is judged again when something corrects it';

alter table concernd.rule
	add column scope text collate "C" not null default 'child'
		check (scope in ('child', 'household'));
comment on column concernd.rule.scope is 'Whether it judges children, or households';

grant select, insert on concernd.household, concernd.adult, concernd.adult_alias,
	concernd.residence, concernd.adult_contact, concernd.child_status to concernd_runtime;
grant update (child_id) on concernd.residence to concernd_runtime;
grant update (lock_right) on concernd.household, concernd.adult to concernd_runtime;

-- Without what names a person: a household's own id at the sender may do that.
grant select on concernd.adult, concernd.child_status to concernd_readonly;
grant select (id, opened_at) on concernd.household to concernd_readonly;
grant select (id, adult_id, recorded_at, sender, sex) on concernd.adult_alias to concernd_readonly;
grant select on concernd.residence, concernd.adult_contact to concernd_readonly;
grant select (adult_ids) on concernd.event to concernd_readonly, concernd_auditor;
