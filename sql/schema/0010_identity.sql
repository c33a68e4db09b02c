-- Who is who: how records of one child are found, what people said of them, and how a contact follows
-- when its record turns out to be another child's. Nothing is overwritten: a link is revoked and
-- another added, and the rows of contact say from when and until when they were a child's.

set local role concernd_owner;

-- A contact follows the link of its alias.
alter table concernd.contact
	add column nth smallint not null default 0 check (nth >= 0),
	add column joined_at timestamptz,
	add column left_at timestamptz,
	drop constraint contact_pkey,
	add primary key (child_id, contact_id, version, about, nth);
comment on column concernd.contact.nth is
	'Above 0 where a contact bears on the child in this way more than once: by two of its records, or because it came back';
comment on column concernd.contact.joined_at is
	'When a merge or a split brought it to this child; null: it was recorded of it';
comment on column concernd.contact.left_at is
	'When one took it to another child, where it has a row since; null: it bears on this child';
grant update (left_at) on concernd.contact to concernd_runtime;
grant select (nth, joined_at, left_at) on concernd.contact to concernd_readonly;

alter table concernd.alias
	add column upn text collate "C",
	add column mother text collate "C",
	add column forename text collate "C" not null default '';
comment on column concernd.alias.upn is 'Valid by its check letter';
comment on column concernd.alias.mother is
	'Who the mother is, where a contact named her: her NHS number, or a sender''s record of her. The unborn go by her and the expected date, never by a name';
comment on column concernd.alias.forename is 'The first given name, folded to A-Z; empty: none';
create index alias_by_upn on concernd.alias (upn) where upn is not null;

create table concernd.alias_key (
	key bigint not null,
	alias_id bigint not null,
	hint text collate "C" not null,
	primary key (key, alias_id) include (hint)
);
comment on column concernd.alias_key.hint is
	'What the alias is compared by, made alike: hundreds share a key, and all but a few are told to be others by the index alone';
comment on table concernd.alias_key is
	'Under which keys an alias is found: 64-bit hashes of parts of names, birth date and postcode that spelling does not change. Whoever asks with one of them gets the alias as a candidate.';

alter table concernd.link
	add column bits double precision,
	add column levels text collate "C",
	add column weights text collate "C",
	add check ((levels is null) = (weights is null));
comment on column concernd.link.reason is
	'record: the sender''s own id was linked already; nhs-number: confirmed by the birth date; upn; weight; person; unborn: by the mother; new-child…: nothing matched, or not surely; same, merge, split: a person said so';
comment on column concernd.link.bits is 'What the agreement was worth; null: not weighed';
comment on column concernd.link.levels is 'How well each field agreed';
comment on column concernd.link.weights is 'The version of the table it was weighed by';
comment on column concernd.link.linked_by is
	'Who wrote it down when a person said so (os:NAME, user:NAME); null when the program did';

-- Hundreds of aliases share a key with whoever is asked for: whose each is stands in the index itself.
drop index concernd.link_standing;
create unique index link_standing on concernd.link (alias_id) include (child_id, linked_by)
	where revoked_at is null;
comment on index concernd.link_standing is 'An alias speaks of one child at a time';

create sequence concernd.review_id;
create table concernd.review (
	id bigint primary key default nextval('concernd.review_id'),
	child_id bigint not null,
	other_id bigint not null,
	alias_id bigint not null,
	reason text collate "C" not null,
	bits double precision not null,
	levels text collate "C" not null,
	weights text collate "C" not null,
	opened_at timestamptz not null,
	state text collate "C" not null default 'open'
		check (state in ('open', 'same', 'different', 'moot')),
	settled_at timestamptz,
	settled_by text,
	settled_reason text,
	noted_by text collate "C",
	check (child_id <> other_id),
	check ((state = 'open') = (settled_at is null))
);
comment on table concernd.review is
	'Two records that may be one child, for a person to say. A contact never waits for it: its child was opened at once.';
comment on column concernd.review.child_id is 'The child that was opened because of the doubt';
comment on column concernd.review.other_id is
	'Whom it may be. Both follow a merge: the review is then of the child that stayed';
comment on column concernd.review.alias_id is 'The words that raised it';
comment on column concernd.review.bits is 'What the agreement is worth';
comment on column concernd.review.state is
	'moot: another word settled it, as when both became part of a third child';
comment on column concernd.review.noted_by is
	'Who wrote it down: os:NAME of concernctl, user:NAME';
create unique index review_open on concernd.review (least(child_id, other_id),
	greatest(child_id, other_id)) where state = 'open';
create index review_of_child on concernd.review (child_id) where state = 'open';
-- That it is not null, which it never is, is asked so that nobody looks for a child_id here.
create index review_of_other on concernd.review (other_id)
	where state = 'open' and other_id is not null;

create table concernd.doubt (
	child_id bigint primary key,
	doubt_id bigint not null
);
comment on table concernd.doubt is
	'Records joined by open reviews, the strongest first, at most eight: each group is judged as one child too. Written anew under the locks of its children whenever a review opens or is settled.';
comment on column concernd.doubt.doubt_id is
	'The group, by an id of the children''s sequence: the child_id of its alerts';
create index doubt_group on concernd.doubt (doubt_id);

create table concernd.apart (
	child_id bigint not null,
	other_id bigint not null,
	said_at timestamptz not null,
	person text not null,
	reason text not null,
	noted_by text collate "C" not null,
	overruled_at timestamptz,
	primary key (child_id, other_id, said_at),
	check (child_id < other_id)
);
comment on table concernd.apart is
	'A person said that these two are different children: no program joins them, nor asks again.';
comment on column concernd.apart.overruled_at is 'A person merged them after all';
create index apart_child on concernd.apart (child_id) where overruled_at is null;
create index apart_other on concernd.apart (other_id) where overruled_at is null;

create table concernd.merger (
	absorbed_id bigint not null,
	child_id bigint not null,
	merged_at timestamptz not null,
	person text not null,
	reason text not null,
	noted_by text collate "C" not null,
	undone_at timestamptz,
	primary key (absorbed_id, merged_at),
	check (absorbed_id <> child_id)
);
comment on table concernd.merger is
	'A child that turned out to be another: all its links are that child''s since. Decisions on its alerts stay where they were made, and count for the child that it became part of.';
comment on column concernd.merger.undone_at is
	'When its records were split off again, and it was a child of its own once more';
create unique index merger_standing on concernd.merger (absorbed_id) where undone_at is null;
create index merger_of_child on concernd.merger (child_id) where undone_at is null;

create table concernd.moved (
	child_id bigint not null,
	to_id bigint not null,
	at timestamptz not null,
	primary key (child_id, to_id)
);
comment on table concernd.moved is
	'Where contacts of a child went, by merges and splits, through however many: whoever corrects a contact of the one judges the others too.';

create table concernd.child_flag (
	child_id bigint not null references concernd.child,
	flag text collate "C" not null check (flag in ('multiple-birth', 'adopted')),
	set_at timestamptz not null,
	set_by text collate "C" not null,
	reason text not null,
	cleared_at timestamptz,
	cleared_by text collate "C",
	primary key (child_id, flag, set_at)
);
comment on table concernd.child_flag is
	'multiple-birth: a twin is more likely than else. adopted: one of two identities, the old one confidential: nothing links to it by itself but the sender''s own record id. Restricted families (concernd.restriction) neither.';
create unique index child_flag_standing on concernd.child_flag (child_id, flag)
	where cleared_at is null;

create table concernd.superseded (
	old_number text collate "C" primary key check (old_number ~ '^[0-9]{10}$'),
	new_number text collate "C" not null check (new_number ~ '^[0-9]{10}$'),
	told_at timestamptz not null default clock_timestamp(),
	told_by text collate "C" not null,
	check (old_number <> new_number)
);
comment on table concernd.superseded is
	'NHS numbers that another took the place of: both are the same child.';
create index superseded_by on concernd.superseded (new_number);

create table concernd.forename (
	forename text collate "C" primary key,
	seen integer not null
);
comment on table concernd.forename is
	'How many children on file have a forename: a rare one says more. Counted in the background, never in the transaction of a contact: a little behind is near enough.';
create table concernd.forename_count (
	one boolean primary key default true check (one),
	last_alias bigint not null default 0,
	children bigint not null default 0,
	counted_at timestamptz not null default '-infinity'
);
comment on table concernd.forename_count is
	'How far concernd.forename is counted, and how many children there were';
insert into concernd.forename_count default values;

grant usage on sequence concernd.review_id to concernd_runtime;
grant select, insert on concernd.alias_key, concernd.review, concernd.doubt, concernd.apart,
	concernd.merger, concernd.moved, concernd.child_flag, concernd.superseded, concernd.forename
	to concernd_runtime;
grant update (child_id, other_id, state, settled_at, settled_by, settled_reason, noted_by)
	on concernd.review to concernd_runtime;
grant update (doubt_id), delete on concernd.doubt to concernd_runtime;
grant update (overruled_at) on concernd.apart to concernd_runtime;
grant update (undone_at) on concernd.merger to concernd_runtime;
grant update (cleared_at, cleared_by) on concernd.child_flag to concernd_runtime;
grant update (new_number) on concernd.superseded to concernd_runtime;
grant update (seen) on concernd.forename to concernd_runtime;
grant select, update (last_alias, children, counted_at) on concernd.forename_count
	to concernd_runtime;

-- Without names, numbers, or what people wrote.
grant select (id, child_id, other_id, alias_id, reason, bits, levels, weights, opened_at, state,
	      settled_at)
	on concernd.review to concernd_readonly;
grant select on concernd.doubt, concernd.moved to concernd_readonly;
grant select (child_id, other_id, said_at, overruled_at) on concernd.apart to concernd_readonly;
grant select (absorbed_id, child_id, merged_at, undone_at) on concernd.merger to concernd_readonly;
