-- Agendas of meetings: the functions by which sql/query/api_agenda.sql tells who is on one, what was said
-- the last time, and what is new since.

set local role concernd_owner;

create index alert_by_outcome on concernd.alert (outcome) where state = 'decided';
comment on index concernd.alert_by_outcome is 'What was decided to go to a meeting';

create index meeting_alert_of_alert on concernd.meeting_alert (alert_id);

create function concernd.alerts_of(child bigint) returns bigint[]
language sql stable
as $$
	with part as materialized (select concernd.parts_of(child) as ids)
	select array(
		select alert.id
		from part
		cross join unnest(part.ids) as one
		join concernd.alert on alert.child_id = one and alert.children is null
		union all
		select alert.id
		from concernd.alert
		where alert.children && (select part.ids from part))
$$;
comment on function concernd.alerts_of is
	'All alerts that show on a child, or on what turned out to be it';

create function concernd.held_on(alerts bigint[], kind_ text) returns setof concernd.meeting
language sql stable
as $$
	with mine as materialized (
		select distinct meeting_alert.meeting_id
		from unnest(alerts) as one
		join concernd.meeting_alert on meeting_alert.alert_id = one
	)
	select meeting.*
	from mine
	join concernd.meeting on meeting.id = mine.meeting_id
	where meeting.kind = kind_ and meeting.held_at is not null
	order by meeting.held_at desc, meeting.id desc
$$;
comment on function concernd.held_on is
	'The meetings of a kind that were held on one of the alerts, the last one first';

create function concernd.was_discussed(child bigint, kind text, since timestamptz) returns boolean
language sql stable
as $$
	with mine as materialized (select concernd.alerts_of(child) as alerts)
	select exists (
		select from mine
		cross join lateral concernd.held_on(mine.alerts, kind) as held
		where held.held_at >= since)
$$;
comment on function concernd.was_discussed is
	'True if a meeting of the kind was held on the child since';

create function concernd.stands_as(of_source_ text, of_event_id_ text) returns integer
language sql stable
as $$
	select coalesce(
		(select case kind when 'withdrawn' then 0 else version end
		 from concernd.correction
		 where of_source = of_source_ and of_event_id = of_event_id_
			and kind in ('amended', 'withdrawn')
		 order by at desc, source desc, event_id desc, resend desc
		 limit 1),
		(select version from concernd.correction
		 where of_source = of_source_ and of_event_id = of_event_id_ and kind = 'recorded'
		 limit 1), 1)
$$;
comment on function concernd.stands_as is
	'The version of a contact whose data stand; 0: it is withdrawn. As engine/correction.c has it';

create function concernd.is_about(contact concernd.contact, categories text[]) returns boolean
language sql stable
as $$ select contact.category = any (categories) or contact.other_categories && categories $$;

create function concernd.agenda_children(alert concernd.alert, contacts bigint[], categories text[])
returns setof bigint
language sql stable
as $$
	with shown as (
		select child, exists (select from concernd.contact
			where contact.child_id = child and contact.left_at is null
				and contact.contact_id = any (contacts)
				and concernd.is_about(contact, categories)) as has_own
		from unnest(concernd.children_of(alert)) as child
	)
	select distinct concernd.became(child)
	from shown
	where has_own or alert.scope <> 'household' or not exists (select from shown where has_own)
$$;
comment on function concernd.agenda_children is
	'Of the children of an alert those who are on an agenda by it: of a household not the brother whom nothing of it is about. contacts: its evidence; categories: of the agenda';

-- ---- How things on it are said --------------------------------------------------------------------

create function concernd.agenda_contact(contact concernd.contact) returns json
language sql stable
as $$
	select json_build_object('id', contact.contact_id,
		'occurred_at', concernd.instant(contact.occurred_at), 'whole_day', contact.whole_day,
		'recorded_at', concernd.instant(contact.recorded_at), 'agency', contact.agency,
		'category', contact.category, 'other_categories', contact.other_categories,
		'about', contact.about)
$$;
comment on function concernd.agenda_contact is
	'A contact without its summary: an agenda is printed and lies on a table';

create function concernd.lived_in(household bigint, child bigint, adult bigint, at_ timestamptz)
returns boolean
language sql stable
as $$
	select exists (
		select from concernd.residence link
		where link.household_id = household and (link.child_id = child or link.adult_id = adult)
			and link.begins and link.at <= at_
			and not exists (
				select from concernd.residence unlink
				where unlink.household_id = household and not unlink.begins
					and (unlink.child_id = child or unlink.adult_id = adult)
					and unlink.source = link.source
					and unlink.at > link.at and unlink.at <= at_))
$$;
comment on function concernd.lived_in is
	'Whether a child, or an adult (the other is null), lived in a household then. As engine/household.c has it';

create function concernd.carer_contacts(child bigint) returns setof concernd.contact
language sql stable
as $$
	with home as materialized (
		select distinct household_id from concernd.residence where child_id = child
	), adult as materialized (
		select distinct residence.household_id, residence.adult_id
		from home
		join concernd.residence on residence.household_id = home.household_id
			and residence.adult_id is not null
	)
	select contact.*
	from adult
	join concernd.adult_contact told on told.adult_id = adult.adult_id
	cross join lateral jsonb_populate_record(null::concernd.contact,
		to_jsonb(told) || jsonb_build_object('child_id', child, 'about', 'parent-carer')) as contact
	where told.version = concernd.stands_as(told.source, told.event_id)
		and concernd.lived_in(adult.household_id, child, null, told.occurred_at)
		and concernd.lived_in(adult.household_id, null, adult.adult_id, told.occurred_at)
$$;
comment on function concernd.carer_contacts is
	'The contacts that bear on a child because an adult whom they name lived with it then; they stand. recorded_at is that of the version';

create function concernd.agenda_contacts(child bigint, since timestamptz, standing bigint[])
returns json
language sql stable
as $$
	with known as materialized (
		select contact, greatest(contact.joined_at, (select min(first.recorded_at)
				from concernd.contact first
				where first.child_id = child
					and first.contact_id = contact.contact_id)) as at
		from concernd.contact
		where contact.child_id = child and contact.left_at is null
			and contact.version = concernd.stands_as(contact.source, contact.event_id)
		union all
		select carer, (select min(first.recorded_at) from concernd.adult_contact first
			where first.contact_id = carer.contact_id)
		from concernd.carer_contacts(child) as carer
	), evidence as materialized (
		select unnest(latest.contact_ids) as contact_id
		from concernd.alert
		join concernd.alert_version latest on latest.child_id = alert.child_id
			and latest.alert_id = alert.id and latest.version = alert.evidence_version
		where since is null and alert.id = any (standing)
	), told as (
		select distinct on ((contact).contact_id) contact
		from known
		where known.at > since or (contact).contact_id in (select contact_id from evidence)
		order by (contact).contact_id, (contact).about = 'child' desc
	)
	select coalesce(json_agg(concernd.agenda_contact(contact)
		order by (contact).occurred_at, (contact).contact_id), '[]')
	from told
$$;
comment on function concernd.agenda_contacts is
	'The contacts that bear on a child of which we heard since, be it that a record turned out to be the child''s since; since null: those in the evidence of standing alerts. Withdrawn ones not';

create function concernd.agenda_last(alerts bigint[], kind text, today date) returns json
language sql stable
as $$
	with held as materialized (select * from concernd.held_on(alerts, kind)),
	last as materialized (select * from held limit 1)
	select json_build_object('id', last.id, 'held_at', concernd.instant(last.held_at),
		'chair', last.chair,
		'said', (select coalesce(json_agg(json_build_object('alert', said.alert_id,
				'said', said.said, 'outcome', coalesce(said.outcome, last.outcome))
				order by said.alert_id), '[]')
			from concernd.meeting_alert said
			where said.alert_id = any (alerts) and said.meeting_id = last.id),
		'actions', (select coalesce(json_agg(jsonb_build_object('overdue',
				action.done_at is null and action.due_on < today)
				|| concernd.action_said(action)::jsonb order by action.due_on, action.id), '[]')
			from concernd.action
			where action.alert_id = any (alerts)
				and action.meeting_id in (select id from held)
				and (action.meeting_id = last.id or action.done_at is null)))
	from last
$$;
comment on function concernd.agenda_last is
	'The last meeting as it was on a child, by all alerts of the child: what was said of it, what was asked for, and what is still open of meetings before. What was said of others, and of all, is left out';

create function concernd.agenda_new(child bigint, alerts bigint[], since timestamptz, standing bigint[])
returns json
language sql stable
as $$
	select json_build_object('since', concernd.instant(since),
		'contacts', concernd.agenda_contacts(child, since, standing),
		'alerts', (select coalesce(json_agg(json_build_object('id', risen.id,
				'title', rule.title, 'level', risen.level, 'state', risen.state,
				'known_at', concernd.instant(risen.known_at)) order by risen.known_at, risen.id), '[]')
			from concernd.alert risen
			join concernd.rule on rule.version = risen.rule_set and rule.name = risen.rule
			where risen.id = any (alerts) and risen.known_at > since and risen.mode = 'live'),
		'decisions', (select coalesce(json_agg(json_build_object('alert', decided.id,
				'title', rule.title, 'outcome', decision.outcome,
				'person', concernd.title_of(decision.person),
				'decided_at', concernd.instant(decision.decided_at))
				order by decision.decided_at, decided.id), '[]')
			from concernd.alert decided
			join concernd.rule on rule.version = decided.rule_set and rule.name = decided.rule
			join concernd.decision on decision.child_id = decided.child_id
				and decision.alert_id = decided.id
			where decided.id = any (alerts) and decision.decided_at > since
				and decided.mode = 'live'))
$$;
comment on function concernd.agenda_new is
	'What came since a meeting, by the child and all its alerts; since null: there was none, and the contacts are those in the evidence of the standing alerts';
