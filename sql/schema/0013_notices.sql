-- Notices of any kind, the clocks that wait for people, and what agencies are told of a decision.

set local role concernd_owner;

-- The outbox carries more than what became of an alert: a clock that was missed, a decision told to who
-- sent the contact, what ops should know, a digest, a test.
alter table concernd.outbox
	alter column child_id drop not null,
	alter column alert_id drop not null,
	alter column evidence_version drop not null,
	drop constraint outbox_kind_check,
	add constraint outbox_kind_check check (kind in ('risen', 'grown', 'escalated', 'withdrawn',
		'missed', 'feedback', 'ops', 'digest', 'test')),
	add constraint outbox_alert_check check ((alert_id is null) = (kind in ('ops', 'digest', 'test'))
		and (alert_id is null) = (child_id is null)
		and (alert_id is null) = (evidence_version is null)),
	add column deadline timestamptz,
	add column detail text not null default '{}',
	add column feedback_id bigint,
	add column dead_at timestamptz,
	add column retried_at timestamptz,
	add check (dead_at is null or sent_at is null),
	add check ((feedback_id is not null) = (kind = 'feedback'));
comment on column concernd.outbox.recipient is
	'A recipient of concernd.conf, whose address stands there alone; empty: all who listen on the channel';
comment on column concernd.outbox.deadline is 'The due time that the notice names';
comment on column concernd.outbox.detail is
	'What else it says, as JSON: words of the configuration, counts and ids of ours; nothing of a person';
comment on column concernd.outbox.dead_at is
	'Given up after days of attempts, or at once where the receiver said that it is gone; `concernctl outbox retry` begins anew. Never removed.';
comment on column concernd.outbox.retried_at is 'When a person had it tried anew; null: never';
drop index concernd.outbox_due;
create index outbox_due on concernd.outbox (due_at) where sent_at is null and dead_at is null;
create index outbox_dead on concernd.outbox (id) where dead_at is not null;
create index outbox_of_feedback on concernd.outbox (feedback_id) where feedback_id is not null;
grant update (dead_at, retried_at) on concernd.outbox to concernd_runtime;

create table concernd.subscription_end (
	recipient text collate "C" not null,
	address_hash bytea not null check (length(address_hash) = 32),
	ended_at timestamptz not null default clock_timestamp(),
	resumed_at timestamptz,
	primary key (recipient, address_hash)
);
comment on table concernd.subscription_end is
	'Webhooks that answered 410, Gone: nothing more is sent there until the recipient has another address, or a person has notices tried anew.';
comment on column concernd.subscription_end.address_hash is 'BLAKE2b-256 of the address';
comment on column concernd.subscription_end.resumed_at is
	'When a person had notices tried anew; null: it is over';
grant select, insert on concernd.subscription_end to concernd_runtime;
grant update (ended_at, resumed_at) on concernd.subscription_end to concernd_runtime;

create table concernd.clock (
	child_id bigint not null,
	alert_id bigint not null,
	kind text collate "C" not null check (kind in ('acknowledge', 'decide', 'act', 'feedback')),
	part bigint not null default 0,
	started_at timestamptz not null,
	due_at timestamptz not null,
	next_at timestamptz not null,
	rung integer not null default 0 check (rung >= 0),
	missed_at timestamptz,
	ended_at timestamptz,
	primary key (child_id, alert_id, kind, part),
	foreign key (child_id, alert_id) references concernd.alert (child_id, id)
);
comment on table concernd.clock is
	'Until when people owe something on an alert, written in the transaction that starts it. Missed, it tells one rung of its ladder after the other, each once, and the last one daily until it ends.';
comment on column concernd.clock.part is 'Of act: the action; else 0';
comment on column concernd.clock.due_at is 'Never moves later while it runs';
comment on column concernd.clock.next_at is 'When the next rung is told: due_at at first';
comment on column concernd.clock.rung is 'How many rungs were told';
comment on column concernd.clock.ended_at is 'When what was owed was done, or was owed no more';
create index clock_next on concernd.clock (next_at) where ended_at is null;

grant select, insert on concernd.clock to concernd_runtime;
grant update (started_at, due_at, next_at, rung, missed_at, ended_at) on concernd.clock
	to concernd_runtime;
grant select on concernd.clock to concernd_readonly;

create sequence concernd.feedback_id;
create table concernd.feedback (
	id bigint primary key default nextval('concernd.feedback_id'),
	child_id bigint not null,
	alert_id bigint not null,
	contact_id bigint not null,
	agency text collate "C" not null,
	sender text collate "C" not null,
	source text collate "C" not null,
	event_id text collate "C" not null,
	reference text not null,
	says text collate "C" not null check (says in ('outcome', 'received')),
	outcome text collate "C",
	decided_at timestamptz not null,
	due_at timestamptz not null,
	channel text collate "C",
	recipient text collate "C",
	done_at timestamptz,
	done_by text collate "C" check (done_by in ('delivered', 'fetched')),
	unique (alert_id, contact_id, agency),
	foreign key (child_id, alert_id) references concernd.decision (child_id, alert_id),
	check ((says = 'outcome') = (outcome is not null)),
	check ((channel is null) = (recipient is null)),
	check ((done_at is null) = (done_by is null))
);
comment on table concernd.feedback is
	'What came of each contact in the evidence of a decision, for the agency that made it, as the rules say for that agency.';
comment on column concernd.feedback.source is
	'With event_id: the event that recorded the contact';
comment on column concernd.feedback.reference is
	'The sender''s own: its source_ref, or the id of its event';
comment on column concernd.feedback.recipient is
	'To whom it goes by itself; null: the sender fetches it (GET /v1/senders/me/feedback)';
create index feedback_of_alert on concernd.feedback (child_id, alert_id);
create index feedback_of_sender on concernd.feedback (sender, id);
create index feedback_open on concernd.feedback (due_at) where done_at is null;

grant usage on sequence concernd.feedback_id to concernd_runtime;
grant select, insert on concernd.feedback to concernd_runtime;
create index feedback_unsent on concernd.feedback (sender) where done_at is null and recipient is null;
grant update (channel, recipient, done_at, done_by) on concernd.feedback to concernd_runtime;
grant select (id, child_id, alert_id, contact_id, agency, sender, says, outcome, decided_at, due_at,
	      channel, recipient, done_at, done_by)
	on concernd.feedback to concernd_readonly;

create table concernd.digest (
	day date not null,
	recipient text collate "C" not null,
	team text collate "C" not null,
	made_at timestamptz not null default clock_timestamp(),
	primary key (day, recipient, team)
);
comment on table concernd.digest is
	'Digests that were made: each once a day, by whichever daemon is first.';
comment on column concernd.digest.team is 'Empty: of all teams';
grant select, insert on concernd.digest to concernd_runtime;
