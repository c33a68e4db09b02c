-- Requests for information: what an agency is asked about a child, on an alert, by when, and what it said.

set local role concernd_owner;

create sequence concernd.request_id;
create table concernd.request (
	id bigint primary key default nextval('concernd.request_id'),
	child_id bigint not null,
	alert_id bigint not null,
	about_id bigint not null,
	agency text collate "C" not null,
	question text not null check (btrim(question) <> ''),
	why text not null check (btrim(why) <> ''),
	ground text collate "C" not null check (ground <> ''),
	asked_at timestamptz not null,
	asked_by text not null,
	due_at timestamptz not null check (due_at > asked_at),
	channel text collate "C",
	recipient text collate "C",
	told_at timestamptz,
	told_by text,
	told_note text check (btrim(told_note) <> ''),
	reference text,
	source text collate "C",
	event_id text collate "C",
	answered_at timestamptz,
	answered_by text,
	logged_at timestamptz,
	answer_kind text collate "C" check (answer_kind in
		('answered', 'partly', 'nothing-held', 'not-disclosed')),
	answer text check (btrim(answer) <> ''),
	answer_from text check (btrim(answer_from) <> ''),
	withheld_because text check (btrim(withheld_because) <> ''),
	withdrawn_at timestamptz,
	withdrawn_by text,
	withdrawn_because text check (btrim(withdrawn_because) <> ''),
	foreign key (child_id, alert_id) references concernd.alert (child_id, id),
	check ((channel is null) = (recipient is null)),
	check ((told_at is null) = (told_by is null) and (told_at is null) = (told_note is null)),
	check ((reference is null) = (source is null) and (reference is null) = (event_id is null)),
	check ((answered_at is null) = (answered_by is null)
		and (answered_at is null) = (logged_at is null)
		and (answered_at is null) = (answer_kind is null)
		and (answered_at is null) = (answer_from is null)),
	check (answer is not null or answer_kind is null or answer_kind = 'not-disclosed'),
	check ((withheld_because is not null) = (answer_kind is not distinct from 'not-disclosed')),
	check (answered_at >= asked_at and answered_at <= logged_at),
	check ((withdrawn_at is null) = (withdrawn_by is null)
		and (withdrawn_at is null) = (withdrawn_because is null)),
	check (answered_at is null or withdrawn_at is null)
);
comment on table concernd.request is
	'What an agency is asked, in writing: which child, what, why, by when and on which lawful ground; and what it answered.';
comment on column concernd.request.child_id is 'With alert_id: the alert on which it is asked';
comment on column concernd.request.about_id is
	'Of the children on whom the alert shows, the one whom the question is about';
comment on column concernd.request.ground is 'A word of `grounds` in the rules';
comment on column concernd.request.asked_by is 'An account';
comment on column concernd.request.recipient is
	'By which channel the agency is told; empty: all who listen there; null: no channel is set, a person asks';
comment on column concernd.request.told_at is
	'When a person noted that they asked the agency themselves, by telephone or in person';
comment on column concernd.request.reference is
	'The agency''s own, of its latest contact in the evidence: source_ref, or the id of the event; null: it made none';
comment on column concernd.request.source is 'With event_id: the event that recorded that contact';
comment on column concernd.request.answered_at is 'When the agency answered';
comment on column concernd.request.logged_at is 'When that was noted here';
comment on column concernd.request.withheld_because is
	'Why telling it would be more detrimental to the child than not telling it, in the agency''s words';
create index request_of_alert on concernd.request (alert_id);
create index request_of_child on concernd.request (about_id);
create index request_open on concernd.request (due_at, id)
	where answered_at is null and withdrawn_at is null;
create index request_due on concernd.request (due_at, id);
create index request_of_person on concernd.request (asked_by, asked_at);
create unique index request_once on concernd.request (alert_id, about_id, agency, md5(question))
	where answered_at is null and withdrawn_at is null;
comment on index concernd.request_once is
	'Sent again because the answer was lost on the way, it asks no agency twice';

grant usage on sequence concernd.request_id to concernd_runtime;
grant select, insert on concernd.request to concernd_runtime;
grant update (told_at, told_by, told_note, answered_at, answered_by, logged_at, answer_kind, answer, answer_from,
	withheld_because, withdrawn_at, withdrawn_by, withdrawn_because)
	on concernd.request to concernd_runtime;
grant select (id, child_id, alert_id, about_id, agency, ground, asked_at, due_at, channel, recipient,
	answered_at, logged_at, answer_kind, withdrawn_at)
	on concernd.request to concernd_readonly;

-- Until when an agency should have answered, and until when a meeting is owed.
alter table concernd.clock
	drop constraint clock_kind_check,
	add constraint clock_kind_check check (kind in ('acknowledge', 'decide', 'act', 'feedback',
		'answer', 'conference'));
comment on column concernd.clock.part is
	'Of act: the action; of answer: the request; of conference: the meeting; else 0';

alter table concernd.outbox
	add column request_id bigint,
	drop constraint outbox_kind_check,
	add constraint outbox_kind_check check (kind in ('risen', 'grown', 'escalated', 'withdrawn',
		'missed', 'feedback', 'request', 'ops', 'digest', 'test')),
	add check ((request_id is not null) = (kind = 'request'));
comment on column concernd.outbox.request_id is
	'Of request: what the agency is asked to look at, or need not any more';

create index outbox_of_request on concernd.outbox (request_id) where request_id is not null;

create function concernd.request_state(request concernd.request) returns text
language sql stable
as $$
	select case when request.withdrawn_at is not null then 'withdrawn'
		when request.answered_at is not null then 'answered'
		when request.due_at < clock_timestamp() then 'overdue'
		else 'open' end
$$;

create function concernd.request_said(request concernd.request) returns json
language sql stable
as $$
	select json_build_object('id', request.id, 'alert', request.alert_id,
		'state', concernd.request_state(request),
		'agency', request.agency, 'question', request.question, 'why', request.why,
		'ground', request.ground, 'asked_at', concernd.instant(request.asked_at),
		'asked_by', concernd.title_of(request.asked_by),
		'due_at', concernd.instant(request.due_at), 'reference', request.reference,
		'notice', case when request.channel is not null then
			(select json_build_object('channel', request.channel,
				'recipient', nullif(request.recipient, ''),
				'sent_at', concernd.instant(outbox.sent_at),
				'failed', outbox.dead_at is not null)
			 from concernd.outbox
			 where outbox.request_id = request.id
			 order by outbox.id limit 1) end,
		'told', case when request.told_at is not null then
			json_build_object('at', concernd.instant(request.told_at),
				'by', concernd.title_of(request.told_by), 'note', request.told_note) end,
		'answer', case when request.answered_at is not null then
			json_build_object('kind', request.answer_kind, 'text', request.answer,
				'from', request.answer_from,
				'withheld_because', request.withheld_because,
				'received_at', concernd.instant(request.answered_at),
				'in_time', request.answered_at <= request.due_at,
				'logged_at', concernd.instant(request.logged_at),
				'logged_by', concernd.title_of(request.answered_by)) end,
		'withdrawn', case when request.withdrawn_at is not null then
			json_build_object('at', concernd.instant(request.withdrawn_at),
				'by', concernd.title_of(request.withdrawn_by),
				'because', request.withdrawn_because) end)
$$;

-- What is of a child, by the names of its columns.
create function concernd.child_columns() returns text[]
language sql immutable
as $$ select array['child_id', 'other_id', 'absorbed_id', 'to_id', 'about_id'] $$;
comment on function concernd.child_columns is
	'Columns that name a child, in whatever table: where they hold its id, the row is of that child';

create or replace function concernd.retention_erase_children(after bigint, most integer, before timestamptz,
	dry boolean, out last bigint, out erased bigint, out children bigint[])
language plpgsql
set search_path = pg_catalog
set enable_seqscan = on
set enable_hashjoin = on
as $$
#variable_conflict use_variable
declare
	part regclass;
	name text;
	aliases bigint[];
	kept bigint[];
begin
	select max(id) into last
	from (select id from concernd.child where id > after order by id limit most) as page;
	select coalesce(array_agg(child.id), '{}') into children
	from (select * from concernd.child where id > after order by id limit most) as child
	where child.opened_at < before and not concernd.is_held(array[child.id])
		and not exists (select from concernd.contact where contact.child_id = child.id)
		and not exists (select from concernd.alert where alert.child_id = child.id);
	-- Who lives with somebody whom we know of, as far as was told lately, and who was taken for another.
	if to_regclass('concernd.residence') is not null then
		execute 'select array_agg(child_id) from concernd.residence '
			'where child_id = any ($1) and recorded_at >= $2'
		into kept using children, before;
		children := array(select unnest(children) except select unnest(kept) order by 1);
	end if;
	if to_regclass('concernd.merger') is not null then
		execute 'select array_agg(absorbed_id) from concernd.merger '
			'where absorbed_id = any ($1) and undone_at is null and exists (select '
			'from concernd.contact where contact.child_id = merger.child_id)'
		into kept using children;
		children := array(select unnest(children) except select unnest(kept) order by 1);
	end if;
	erased := cardinality(children);
	if dry or erased = 0 then
		return;
	end if;
	perform from concernd.child where id = any (children) order by id for no key update;
	select coalesce(array_agg(alias_id), '{}') into aliases
	from concernd.link where child_id = any (children);
	foreach name in array concernd.child_columns() loop
		for part in select concernd.tables_with(name) loop
			execute format('delete from %s where %I = any ($1)', part, name) using children;
		end loop;
	end loop;
	aliases := array(select unnest(aliases)
			 except select alias_id from concernd.link where alias_id = any (aliases));
	-- Not where adults are: an alias there may be an adult's, with a number of its own.
	for part in select concernd.tables_with('alias_id')
		except select concernd.tables_with('adult_id') loop
		if part <> 'concernd.contact'::regclass then
			execute format('delete from %s where alias_id = any ($1)', part) using aliases;
		end if;
	end loop;
	delete from concernd.alias where id = any (aliases);
	delete from concernd.event
	where cardinality(child_ids) > 0 and child_ids <@ children;
	delete from concernd.audit_personal part_
	using concernd.audit
	where audit.id = part_.audit_id and cardinality(audit.child_ids) > 0
		and audit.child_ids <@ children;
	delete from concernd.child where id = any (children);
end
$$;

create or replace function concernd.held_on_child(child bigint)
returns table (part text, held text)
language plpgsql stable security definer
set search_path = pg_catalog
set enable_seqscan = on
as $$
#variable_conflict use_variable
declare
	tab regclass;
	name text;
begin
	return query select 'child', to_jsonb(one)::text from concernd.child one where one.id = child;
	foreach name in array concernd.child_columns() loop
		for tab in select concernd.tables_with(name) loop
			-- Each row once, by whichever of its columns comes first.
			return query execute format('select %L, to_jsonb(one)::text from %s one '
				'where one.%I = $1 and (%L = ''child_id'' or to_jsonb(one) ->> ''child_id'' '
				'is distinct from $1::text)',
				split_part(tab::text, '.', 2), tab, name, name) using child;
		end loop;
	end loop;
	return query select 'alias', to_jsonb(one)::text
	from concernd.alias one
	where one.id in (select link.alias_id from concernd.link where link.child_id = child)
	order by one.id;
	return query select 'event', to_jsonb(one)::text
	from concernd.event one
	where one.child_ids @> array[child]
		or (one.source, one.event_id) in (
			select contact.source, contact.event_id from concernd.contact
			where contact.child_id = child
			union
			select correction.source, correction.event_id
			from concernd.contact
			join concernd.correction on correction.of_source = contact.source
				and correction.of_event_id = contact.event_id
			where contact.child_id = child)
	order by one.recorded_at, one.source, one.event_id;
	return query select 'correction', to_jsonb(one)::text
	from concernd.correction one
	where (one.of_source, one.of_event_id) in (
		select contact.source, contact.event_id from concernd.contact
		where contact.child_id = child)
	order by one.recorded_at;
	return query select 'retention_hold', to_jsonb(one)::text
	from concernd.retention_hold one
	where one.child_id = child
	order by one.held_at;
	return query select 'audit', (to_jsonb(one) || jsonb_build_object('value', personal.value))::text
	from concernd.audit one
	left join concernd.audit_personal personal on personal.audit_id = one.id
	where one.child_ids @> array[child]
	order by one.id;
end
$$;

revoke execute on function concernd.child_columns() from public;
