-- How long things are kept, what is held against that, and all that is held on one child.
--
-- One more role, concernd_records: whoever answers for the records. It erases what is over its time
-- and exports what is held on a child, by the functions here and no other way; it reads no table.

do $$
begin
	if not exists (select from pg_roles where rolname = 'concernd_records') then
		create role concernd_records login;
	end if;
end
$$;

set local role concernd_owner;

grant usage on schema concernd to concernd_records;
grant select on concernd.schema_version to concernd_records;
grant insert (actor, action, child_ids, alert_id, contact_ids, detail, personal),
	select (id, personal)
	on concernd.audit to concernd_records;
grant insert on concernd.audit_personal to concernd_records;

create table concernd.retention_hold (
	child_id bigint not null,
	held_at timestamptz not null,
	person text not null check (btrim(person) <> ''),
	reason text not null check (btrim(reason) <> ''),
	noted_by text collate "C" not null,
	released_at timestamptz,
	released_by text,
	release_reason text,
	primary key (child_id, held_at),
	check ((released_at is null) = (released_by is null)),
	check ((released_at is null) = (release_reason is null))
);
comment on table concernd.retention_hold is
	'A legal hold: as long as it stands nothing of this child is erased, whatever its age.';
create unique index retention_held on concernd.retention_hold (child_id) where released_at is null;
grant select, insert on concernd.retention_hold to concernd_records;
grant update (released_at, released_by, release_reason) on concernd.retention_hold
	to concernd_records;
grant select (child_id, held_at, released_at) on concernd.retention_hold
	to concernd_runtime, concernd_readonly, concernd_auditor;
create index audit_of_retention on concernd.audit (at) where action = 'retention-run';
comment on index concernd.audit_of_retention is 'When what is over its time was last erased';

create function concernd.is_held(children bigint[]) returns boolean
language sql stable
set search_path = pg_catalog
as $$
	select exists (
		select from concernd.retention_hold
		where child_id = any (children) and released_at is null)
$$;
comment on function concernd.is_held is 'True if one of these children is under a legal hold';

-- What names a child or hangs on an alert is known by the names of its columns, so that a table that
-- comes later is covered: tests see to it that none is forgotten.
create function concernd.tables_with(variadic columns text[])
returns setof regclass
language sql stable
set search_path = pg_catalog
as $$
	with recursive holder as (
		select class.oid
		from pg_class class
		where class.relnamespace = 'concernd'::regnamespace and class.relkind in ('r', 'p')
			and class.relname not in ('audit', 'audit_personal', 'retention_hold')
			and (select count(*) from pg_attribute attribute
			     where attribute.attrelid = class.oid and not attribute.attisdropped
				and attribute.attname = any (columns)) = cardinality(columns)
	), deep as (
		select oid, 0 as depth from holder
		union all
		select reference.conrelid, deep.depth + 1
		from deep
		join pg_constraint reference on reference.confrelid = deep.oid
			and reference.contype = 'f' and reference.conrelid <> reference.confrelid
		where reference.conrelid in (select oid from holder)
	)
	select oid::regclass from deep group by oid order by max(depth) desc, oid
$$;
comment on function concernd.tables_with is
	'The tables that have all of these columns, those that refer to others first';

-- ---- What is over its time -----------------------------------------------------------------------

-- Contacts that may go, of some children and whoever shares a contact with them. One goes as a whole,
-- with all that bears on others; not before every contact that may be of the same incident is over its
-- time as well, so that no incident is torn; and not while an undecided alert stands on it.
create function concernd.retention_contacts(page bigint[], nfa_before timestamptz,
	before timestamptz, gather interval)
returns table (contact_id bigint, source text, event_id text, is_nfa boolean, children bigint[])
language sql stable
set search_path = pg_catalog
set enable_seqscan = on
set enable_hashjoin = on
as $$
	with named as materialized (
		select unnest(page) as child_id
		union
		select unnest(event.child_ids)
		from concernd.contact
		join concernd.event on event.source = contact.source
			and event.event_id = contact.event_id
		where contact.child_id = any (page)
	), near as materialized (
		-- And where merges and splits took their contacts, or brought them from.
		select child_id from named
		union
		select moved.to_id from named join concernd.moved on moved.child_id = named.child_id
		union
		select moved.child_id from named join concernd.moved on moved.to_id = named.child_id
	), newest as materialized (
		select distinct on (contact.child_id, contact.contact_id)
			contact.child_id, contact.contact_id, contact.source, contact.event_id,
			contact.occurred_at, contact.outcome
		from concernd.contact
		where contact.child_id in (select child_id from near)
		order by contact.child_id, contact.contact_id, contact.version desc
	), standing as materialized (
		select newest.*, coalesce((
			select correction.outcome
			from concernd.correction
			where correction.of_source = newest.source
				and correction.of_event_id = newest.event_id
				and correction.kind = 'outcome'
			order by correction.at desc, correction.source desc, correction.event_id desc,
				correction.resend desc
			limit 1), newest.outcome) is not distinct from 'nfa' as is_nfa
		from newest
	), aged as materialized (
		select standing.*,
			standing.occurred_at < case when is_nfa then nfa_before else before end as is_old
		from standing
	), ready as (
		select aged.contact_id, min(aged.source) as source, min(aged.event_id) as event_id,
			bool_and(aged.is_nfa) as is_nfa, array_agg(distinct aged.child_id) as children
		from aged
		group by aged.contact_id
		having bool_and(aged.is_old and not exists (
			select from aged other
			where other.child_id = aged.child_id and not other.is_old
				and other.occurred_at between aged.occurred_at - gather
					and aged.occurred_at + gather))
	)
	select ready.contact_id, ready.source, ready.event_id, ready.is_nfa, ready.children
	from ready
	where ready.children && page
		and not concernd.is_held(ready.children || coalesce((
			select event.child_ids from concernd.event
			where event.source = ready.source and event.event_id = ready.event_id
			limit 1), '{}'))
		and not exists (
			select from concernd.alert
			join concernd.alert_version evidence on evidence.child_id = alert.child_id
				and evidence.alert_id = alert.id
				and evidence.version = alert.evidence_version
			where alert.state in ('new', 'acknowledged')
				and ready.contact_id = any (evidence.contact_ids))
$$;

create function concernd.retention_erase_contacts(only_nfa boolean, after bigint, most integer,
	nfa_before timestamptz, before timestamptz, gather interval, dry boolean,
	out last bigint, out erased bigint, out children bigint[])
language plpgsql
set search_path = pg_catalog
as $$
#variable_conflict use_variable
declare
	page bigint[];
	due record;
begin
	select array_agg(id order by id), max(id) into page, last
	from (select id from concernd.child where id > after order by id limit most) as child;
	erased := 0;
	children := '{}';
	if page is null then
		return;
	end if;
	if not dry then
		perform from concernd.child where id = any (page) order by id for no key update;
	end if;
	select coalesce(array_agg(contact_id), '{}') as ids, coalesce(array_agg(c.source), '{}') as sources,
		coalesce(array_agg(c.event_id), '{}') as events,
		coalesce((select array_agg(distinct one)
			  from concernd.retention_contacts(page, nfa_before, before, gather) of,
				unnest(of.children) one
			  where of.is_nfa = only_nfa), '{}') as children
	into due
	from concernd.retention_contacts(page, nfa_before, before, gather) c
	where c.is_nfa = only_nfa;
	erased := cardinality(due.ids);
	children := due.children;
	if dry or erased = 0 then
		return;
	end if;
	delete from concernd.event
	where (event.source, event.event_id) in (
		select * from unnest(due.sources, due.events)
		union
		select correction.source, correction.event_id
		from unnest(due.sources, due.events) as gone (source, event_id)
		join concernd.correction on correction.of_source = gone.source
			and correction.of_event_id = gone.event_id);
	delete from concernd.correction
	where (correction.of_source, correction.of_event_id) in (
		select * from unnest(due.sources, due.events));
	delete from concernd.contact
	where contact.child_id = any (due.children) and contact.contact_id = any (due.ids);
	if to_regclass('concernd.adult_contact') is not null then
		delete from concernd.adult_contact where adult_contact.contact_id = any (due.ids);
	end if;
end
$$;

-- Contacts that name adults alone. Those that name a child as well go with it.
create function concernd.retention_erase_adult_contacts(after bigint, most integer,
	nfa_before timestamptz, before timestamptz, dry boolean, out last bigint, out erased bigint)
language plpgsql
set search_path = pg_catalog
as $$
#variable_conflict use_variable
declare
	page bigint[];
	due record;
begin
	erased := 0;
	if to_regclass('concernd.adult_contact') is null then
		return;
	end if;
	select array_agg(id order by id), max(id) into page, last
	from (select id from concernd.adult where id > after order by id limit most) as adult;
	if page is null then
		return;
	end if;
	if not dry then
		perform from concernd.adult where id = any (page) order by id for no key update;
	end if;
	with newest as (
		select distinct on (told.contact_id) told.*
		from concernd.adult_contact told
		where told.adult_id = any (page)
		order by told.contact_id, told.version desc
	), standing as (
		select newest.*, coalesce((
			select correction.outcome
			from concernd.correction
			where correction.of_source = newest.source
				and correction.of_event_id = newest.event_id
				and correction.kind = 'outcome'
			order by correction.at desc, correction.source desc, correction.event_id desc,
				correction.resend desc
			limit 1), newest.outcome) as stands
		from newest
	)
	select coalesce(array_agg(standing.contact_id), '{}') as ids,
		coalesce(array_agg(standing.source), '{}') as sources,
		coalesce(array_agg(standing.event_id), '{}') as events
	into due
	from standing
	where standing.occurred_at
			< case when standing.stands = 'nfa' then nfa_before else before end
		and not exists (select from concernd.event
			where event.source = standing.source and event.event_id = standing.event_id
				and cardinality(event.child_ids) > 0)
		and not concernd.is_held(array(
			select theirs.child_id
			from concernd.residence own
			join concernd.residence theirs on theirs.household_id = own.household_id
			where own.adult_id = standing.adult_id and theirs.child_id is not null))
		and not exists (
			select from concernd.alert
			join concernd.alert_version evidence on evidence.child_id = alert.child_id
				and evidence.alert_id = alert.id
				and evidence.version = alert.evidence_version
			where alert.state in ('new', 'acknowledged')
				and standing.contact_id = any (evidence.contact_ids));
	erased := cardinality(due.ids);
	if dry or erased = 0 then
		return;
	end if;
	delete from concernd.event
	where (event.source, event.event_id) in (
		select * from unnest(due.sources, due.events)
		union
		select correction.source, correction.event_id
		from unnest(due.sources, due.events) as gone (source, event_id)
		join concernd.correction on correction.of_source = gone.source
			and correction.of_event_id = gone.event_id);
	delete from concernd.correction
	where (correction.of_source, correction.of_event_id) in (
		select * from unnest(due.sources, due.events));
	delete from concernd.adult_contact where adult_contact.contact_id = any (due.ids);
end
$$;

-- Adults of whom nothing is left, and in the end households in which nobody is.
create function concernd.retention_erase_adults(after bigint, most integer, before timestamptz,
	dry boolean, out last bigint, out erased bigint)
language plpgsql
set search_path = pg_catalog
set enable_seqscan = on
as $$
#variable_conflict use_variable
declare
	adults bigint[];
begin
	erased := 0;
	if to_regclass('concernd.adult') is null then
		return;
	end if;
	select max(id) into last
	from (select id from concernd.adult where id > after order by id limit most) as page;
	select coalesce(array_agg(adult.id), '{}') into adults
	from (select * from concernd.adult where id > after order by id limit most) as adult
	where adult.opened_at < before
		and not exists (select from concernd.adult_contact where adult_id = adult.id)
		and not exists (select from concernd.residence own
			where own.adult_id = adult.id and (own.recorded_at >= before or exists (
				select from concernd.residence theirs
				where theirs.household_id = own.household_id and theirs.child_id is not null
					and concernd.is_held(array[theirs.child_id]))));
	erased := cardinality(adults);
	if dry then
		return;
	end if;
	if erased > 0 then
		delete from concernd.residence where adult_id = any (adults);
		delete from concernd.adult_alias where adult_id = any (adults);
		delete from concernd.event
		where cardinality(child_ids) = 0 and cardinality(adult_ids) > 0 and adult_ids <@ adults;
		delete from concernd.adult where id = any (adults);
	end if;
	if last is null then
		delete from concernd.household
		where opened_at < before
			and not exists (select from concernd.residence where household_id = household.id)
			and not exists (select from concernd.alert where child_id = household.id);
	end if;
end
$$;

-- Alerts that were settled long ago. As long as a contact of its evidence is there one stays: else what
-- was judged once would rise anew.
create function concernd.retention_erase_alerts(after bigint, most integer, before timestamptz,
	dry boolean, out last bigint, out erased bigint, out children bigint[])
language plpgsql
set search_path = pg_catalog
as $$
#variable_conflict use_variable
declare
	part regclass;
	ids bigint[];
begin
	select coalesce(array_agg(alert.id), '{}'), coalesce(array_agg(distinct alert.child_id), '{}'),
		(select max(id) from (select id from concernd.alert where id > after order by id limit most)
			as page)
	into ids, children, last
	from (select * from concernd.alert where id > after order by id limit most) as alert
	join concernd.alert_version evidence on evidence.child_id = alert.child_id
		and evidence.alert_id = alert.id and evidence.version = alert.evidence_version
	cross join lateral (
		-- Of several children together it says whose it is besides.
		select array[alert.child_id] || translate(coalesce(
			to_jsonb(alert) ->> 'children', '[]'), '[]', '{}')::bigint[] as ids) as whose
	where alert.state in ('decided', 'withdrawn')
		and coalesce(alert.decided_at, alert.changed_at) < before
		and not concernd.is_held(whose.ids)
		and not exists (select from concernd.contact
			where contact.child_id = any (whose.ids)
				and contact.contact_id = any (evidence.contact_ids));
	erased := cardinality(ids);
	if dry or erased = 0 then
		return;
	end if;
	perform from concernd.child where id = any (children) order by id for no key update;
	for part in select concernd.tables_with('child_id', 'alert_id') loop
		execute format('delete from %s where child_id = any ($1) and alert_id = any ($2)', part)
		using children, ids;
	end loop;
	delete from concernd.alert where id = any (ids) and child_id = any (children);
end
$$;

-- Children of whom nothing is left but who they were.
create function concernd.retention_erase_children(after bigint, most integer, before timestamptz,
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
	foreach name in array array['child_id', 'other_id', 'absorbed_id', 'to_id'] loop
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

-- Rows that stand by themselves.
create function concernd.retention_erase_rows(class text, most integer, before timestamptz,
	dry boolean, out erased bigint)
language plpgsql
set search_path = pg_catalog
set enable_seqscan = on
set enable_hashjoin = on
as $$
#variable_conflict use_variable
declare
	what text := case class
		when 'refused' then 'concernd.refused where state <> ''kept'' and settled_at < $1'
		when 'sessions' then 'concernd.session where ends_at < $1'
		when 'notices' then 'concernd.outbox where coalesce(sent_at, dead_at) < $1 '
			'and (child_id is null or not concernd.is_held(array[child_id]))'
		when 'audit_personal' then 'concernd.audit_personal where (select at < $1 and '
			'not concernd.is_held(child_ids) from concernd.audit where id = audit_id)'
		end;
begin
	if dry then
		execute 'select count(*) from ' || what into erased using before;
	else
		execute 'delete from ' || split_part(what, ' ', 1) || ' where ctid = any (array('
			'select ctid from ' || what || ' limit $2))'
		using before, most;
		get diagnostics erased = row_count;
	end if;
end
$$;

-- The one way in. Of the classes nfa_contacts, contacts, alerts and children a page behind `after`, of
-- the others some rows; last is null when there is nothing more to look at.
create function concernd.retention_erase(class text, after bigint, most integer,
	nfa_before timestamptz, before timestamptz, gather interval, dry boolean,
	out last bigint, out erased bigint, out children bigint[])
language plpgsql security definer
set search_path = pg_catalog
as $$
#variable_conflict use_variable
begin
	if class in ('nfa_contacts', 'contacts') then
		select * into last, erased, children
		from concernd.retention_erase_contacts(class = 'nfa_contacts', after, most, nfa_before,
			before, gather, dry);
	elsif class = 'adult_contacts' then
		select * into last, erased
		from concernd.retention_erase_adult_contacts(after, most, nfa_before, before, dry);
		children := '{}';
	elsif class = 'adults' then
		select * into last, erased
		from concernd.retention_erase_adults(after, most, before, dry);
		children := '{}';
	elsif class = 'alerts' then
		select * into last, erased, children
		from concernd.retention_erase_alerts(after, most, before, dry);
	elsif class = 'children' then
		select * into last, erased, children
		from concernd.retention_erase_children(after, most, before, dry);
	else
		erased := concernd.retention_erase_rows(class, most, before, dry);
		last := case when not dry and erased = most then after + 1 end;
		children := '{}';
	end if;
end
$$;
comment on function concernd.retention_erase is
	'Erases, or with `dry` counts, what is over its time, some of it at once: the caller goes on until last is null';

-- ---- All that is held on one child ---------------------------------------------------------------

create function concernd.held_on_child(child bigint)
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
	foreach name in array array['child_id', 'other_id', 'absorbed_id', 'to_id'] loop
		for tab in select concernd.tables_with(name) loop
			return query execute format('select %L, to_jsonb(one)::text from %s one where one.%I = $1',
				split_part(tab::text, '.', 2), tab, name) using child;
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
comment on function concernd.held_on_child is
	'Every row that says something of a child, as JSON, for a subject access request: third parties are in it';

revoke execute on function concernd.is_held(bigint[]), concernd.tables_with(text[]),
	concernd.retention_contacts(bigint[], timestamptz, timestamptz, interval),
	concernd.retention_erase_contacts(boolean, bigint, integer, timestamptz, timestamptz, interval,
		boolean),
	concernd.retention_erase_adult_contacts(bigint, integer, timestamptz, timestamptz, boolean),
	concernd.retention_erase_adults(bigint, integer, timestamptz, boolean),
	concernd.retention_erase_alerts(bigint, integer, timestamptz, boolean),
	concernd.retention_erase_children(bigint, integer, timestamptz, boolean),
	concernd.retention_erase_rows(text, integer, timestamptz, boolean),
	concernd.retention_erase(text, bigint, integer, timestamptz, timestamptz, interval, boolean),
	concernd.held_on_child(bigint)
	from public;
grant execute on function concernd.retention_erase(text, bigint, integer, timestamptz, timestamptz,
	interval, boolean) to concernd_records;
grant execute on function concernd.held_on_child(bigint) to concernd_records;
grant execute on function concernd.is_held(bigint[]) to concernd_records;
