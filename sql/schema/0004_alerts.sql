-- Alerts, what makes them hold, and the notices of them. The row in `alert` is how an alert stands
-- now; how it came to that is in alert_version, which only grows.

set local role concernd_owner;

create sequence concernd.alert_id;
create sequence concernd.outbox_id;

create table concernd.alert (
	child_id bigint not null references concernd.child,
	id bigint not null,
	rule text collate "C" not null,
	rule_set integer not null,
	mode text collate "C" not null check (mode in ('live', 'shadow')),
	state text collate "C" not null
		check (state in ('new', 'acknowledged', 'decided', 'withdrawn')),
	level text collate "C" not null check (level in ('blue', 'green', 'amber', 'red')),
	became_true_at timestamptz not null,
	known_at timestamptz not null,
	changed_at timestamptz not null,
	evidence_version integer not null check (evidence_version >= 1),
	decided_at timestamptz,
	outcome text collate "C",
	withdrawn_by text collate "C"
		check (withdrawn_by in ('outcome', 'withdrawal', 'amendment', 'regrouping')),
	corrected_at timestamptz,
	primary key (child_id, id),
	foreign key (rule_set, rule) references concernd.rule (version, name),
	check ((state = 'decided') = (decided_at is not null)),
	check ((state = 'withdrawn') = (withdrawn_by is not null)),
	check (corrected_at is null or state = 'decided')
);
comment on table concernd.alert is
	'A rule that holds for a child. It raises; people decide, and it never delays the ordinary route.';
comment on column concernd.alert.rule_set is
	'The rule set by which it rose, and by which it is judged as long as it stands';
comment on column concernd.alert.mode is 'shadow: recorded, told to nobody';
comment on column concernd.alert.became_true_at is
	'When the threshold was crossed, by when things occurred';
comment on column concernd.alert.known_at is
	'When we knew: the recorded_at of the contact that made it rise';
comment on column concernd.alert.evidence_version is
	'Its latest alert_version: a decision names the one that was on the screen';
comment on column concernd.alert.outcome is 'The outcome word of its decision';
comment on column concernd.alert.withdrawn_by is
	'What made it hold no longer: an outcome made it void; a contact of its evidence was withdrawn or amended; or what came later told its incidents apart otherwise';
comment on column concernd.alert.corrected_at is
	'When a contact that its decision rests on was amended or withdrawn first; null: the facts stand';
create unique index alert_undecided on concernd.alert (child_id, rule)
	where state in ('new', 'acknowledged');
comment on index concernd.alert_undecided is 'At most one undecided alert a child and rule';
create index alert_by_id on concernd.alert (id);
create index alert_open on concernd.alert (known_at) where state in ('new', 'acknowledged');

create table concernd.alert_version (
	child_id bigint not null,
	alert_id bigint not null,
	version integer not null check (version >= 1),
	recorded_at timestamptz not null,
	change text collate "C" not null
		check (change in ('risen', 'grown', 'escalated', 'withdrawn')),
	level text collate "C" not null check (level in ('blue', 'green', 'amber', 'red')),
	became_true_at timestamptz not null,
	contact_ids bigint[] not null,
	contact_versions integer[] not null,
	incidents integer[] not null,
	agencies text[] collate "C" not null,
	categories text[] collate "C" not null,
	primary key (child_id, alert_id, version),
	foreign key (child_id, alert_id) references concernd.alert (child_id, id),
	check (cardinality(contact_versions) = cardinality(contact_ids)),
	check (cardinality(incidents) = cardinality(contact_ids))
);
comment on table concernd.alert_version is
	'An alert each time its evidence changed. The whole evidence stands in one row, three arrays side by side, so that growth writes one row however long the history.';
comment on column concernd.alert_version.contact_ids is
	'The contacts of its evidence, in the order of their incidents';
comment on column concernd.alert_version.contact_versions is
	'As which version each was judged';
comment on column concernd.alert_version.incidents is
	'To which incident each belongs: 1 is the earliest';
comment on column concernd.alert_version.agencies is 'Of the evidence, as it stood then; sorted';
comment on column concernd.alert_version.categories is
	'Likewise, with the other categories; sorted';

create table concernd.decision (
	child_id bigint not null,
	alert_id bigint not null,
	evidence_version integer not null,
	outcome text collate "C" not null,
	rationale text not null check (btrim(rationale) <> ''),
	person text not null check (btrim(person) <> ''),
	decided_at timestamptz not null,
	noted_by text collate "C" not null,
	primary key (child_id, alert_id),
	foreign key (child_id, alert_id, evidence_version)
		references concernd.alert_version (child_id, alert_id, version)
);
comment on table concernd.decision is
	'What a named manager decided on an alert, on which evidence, and why. Never changed.';
comment on column concernd.decision.noted_by is
	'Who wrote it down: os:NAME of concernctl, user:NAME';

create table concernd.outbox (
	id bigint primary key,
	child_id bigint not null,
	alert_id bigint not null,
	evidence_version integer not null,
	kind text collate "C" not null check (kind in ('risen', 'grown', 'escalated', 'withdrawn')),
	channel text collate "C" not null,
	recipient text collate "C" not null,
	created_at timestamptz not null,
	due_at timestamptz not null,
	leased_until timestamptz,
	attempts integer not null default 0,
	last_error text collate "C",
	sent_at timestamptz,
	foreign key (child_id, alert_id, evidence_version)
		references concernd.alert_version (child_id, alert_id, version)
);
comment on table concernd.outbox is
	'Notices to be given, written with the alert. The table is the truth, NOTIFY only a hint. At least once: the id never changes, so that a receiver can tell a repeat.';
comment on column concernd.outbox.due_at is 'Not before then; moved on after an attempt that failed';
comment on column concernd.outbox.leased_until is
	'A daemon is sending it until then; later anyone may claim it again';
comment on column concernd.outbox.last_error is 'A kind of failure, never a text from outside';
create index outbox_due on concernd.outbox (due_at) where sent_at is null;
create index outbox_of_alert on concernd.outbox (child_id, alert_id);

grant usage on sequence concernd.alert_id, concernd.outbox_id to concernd_runtime;
grant select, insert on concernd.alert, concernd.alert_version, concernd.decision, concernd.outbox
	to concernd_runtime;
grant update (state, level, became_true_at, changed_at, evidence_version, decided_at, outcome,
	      withdrawn_by, corrected_at)
	on concernd.alert to concernd_runtime;
grant update (due_at, leased_until, attempts, last_error, sent_at)
	on concernd.outbox to concernd_runtime;
grant select on concernd.alert, concernd.alert_version, concernd.outbox to concernd_readonly;
grant select (child_id, alert_id, evidence_version, outcome, decided_at) on concernd.decision
	to concernd_readonly;
