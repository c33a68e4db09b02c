-- What was refused, and who did what. Nothing that an authenticated sender sent vanishes.

set local role concernd_owner;

create sequence concernd.refused_id;

create table concernd.refused (
	id bigint primary key default nextval('concernd.refused_id'),
	sender text collate "C" not null,
	received_at timestamptz not null,
	last_received_at timestamptz not null,
	times integer not null default 1,
	source text collate "C",
	event_id text collate "C",
	content_type text not null,
	body bytea not null,
	body_hash bytea not null check (length(body_hash) = 32),
	problems text not null,
	state text collate "C" not null default 'kept'
		check (state in ('kept', 'replayed', 'discarded')),
	settled_at timestamptz,
	settled_by text,
	settled_reason text,
	check ((state = 'kept') = (settled_at is null))
);
comment on table concernd.refused is
	'What an authenticated sender sent and we could not take, until a person has it replayed or discarded. The same again from a sender that repeats counts up `times`.';
comment on column concernd.refused.source is 'With event_id: as far as they could be read';
comment on column concernd.refused.body is 'As received, whatever it is';
comment on column concernd.refused.body_hash is 'BLAKE2b-256 of the body';
comment on column concernd.refused.problems is
	'JSON: [{"pointer":…,"detail":…}]; repeats no value of the body';
create unique index refused_kept on concernd.refused (sender, body_hash) where state = 'kept';
comment on index concernd.refused_kept is 'A sender that repeats fills no disk';
create index refused_of_sender on concernd.refused (sender, received_at);

create table concernd.audit (
	id bigint generated always as identity primary key,
	at timestamptz not null default clock_timestamp(),
	actor text collate "C" not null,
	action text collate "C" not null,
	child_ids bigint[],
	alert_id bigint,
	contact_ids bigint[],
	detail text not null default '',
	block bigint,
	hash bytea
);
comment on table concernd.audit is
	'Who did what: append-only, written in the transaction it tells of. Rows are plain; one sealer chains what is committed into blocks.';
comment on column concernd.audit.actor is
	'sender:NAME, user:NAME, os:NAME (of concernctl), or concernd';
comment on column concernd.audit.action is
	'contacts-recorded, contacts-amended, contacts-withdrawn, outcomes-recorded (one row a sender and transaction), alert-risen, alert-grown, alert-escalated, alert-withdrawn, rules-applied, refused-replayed, refused-discarded, …';
comment on column concernd.audit.detail is 'A few plain words; never of a person';
comment on column concernd.audit.block is 'Set by the sealer; null: not sealed yet';
comment on column concernd.audit.hash is 'Set by the sealer';

grant usage on sequence concernd.refused_id to concernd_runtime;
grant select, insert on concernd.refused to concernd_runtime;
grant update (last_received_at, times, state, settled_at, settled_by, settled_reason)
	on concernd.refused to concernd_runtime;
grant select (id, sender, received_at, last_received_at, times, problems, state, settled_at,
	      settled_by)
	on concernd.refused to concernd_readonly, concernd_auditor;
grant insert (actor, action, child_ids, alert_id, contact_ids, detail) on concernd.audit
	to concernd_runtime;
grant select on concernd.audit to concernd_auditor;
grant select (id, at, actor, action, alert_id, block) on concernd.audit
	to concernd_runtime, concernd_readonly;
