-- Agendas of meetings: the functions by which sql/query/api_agenda.sql tells who is on one, what was said
-- the last time, and what is new since.

set local role concernd_owner;

create index alert_by_outcome on concernd.alert (outcome) where state = 'decided';
comment on index concernd.alert_by_outcome is 'What was decided to go to a meeting';

create function concernd.alerts_of(child bigint) returns setof concernd.alert
language sql stable
as $$
	select alert.*
	from unnest(concernd.parts_of(child)) as part
	join concernd.alert on alert.child_id = part and alert.children is null
	union all
	select alert.*
	from concernd.alert
	where alert.children && concernd.parts_of(child)
$$;
comment on function concernd.alerts_of is
	'All alerts that show on a child, or on what turned out to be it';

create function concernd.held_meetings(child bigint, kind_ text) returns setof concernd.meeting
language sql stable
as $$
	select meeting.*
	from concernd.meeting
	where meeting.kind = kind_ and meeting.held_at is not null
		and meeting.id in (
			select meeting_alert.meeting_id
			from concernd.alerts_of(child) as alert
			join concernd.meeting_alert on meeting_alert.child_id = alert.child_id
				and meeting_alert.alert_id = alert.id)
$$;
comment on function concernd.held_meetings is
	'Meetings of a kind that were held on an alert of the child';

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

create function concernd.agenda_contacts(child bigint, since timestamptz, evidence bigint[])
returns json
language sql stable
as $$
	select coalesce(json_agg(concernd.agenda_contact(told) order by told.occurred_at, told.contact_id),
		'[]')
	from (select distinct on (contact.contact_id) contact.*
	      from concernd.contact
	      where contact.child_id = child and contact.left_at is null
		and contact.version = concernd.stands_as(contact.source, contact.event_id)
		and case when since is null then contact.contact_id = any (evidence)
			else greatest(contact.joined_at, (select min(first.recorded_at)
				from concernd.contact first
				where first.child_id = child
					and first.contact_id = contact.contact_id)) > since end
	      order by contact.contact_id, contact.about = 'child' desc) as told
$$;
comment on function concernd.agenda_contacts is
	'The contacts that name a child of which we heard since, be it that a record turned out to be the child''s since; since null: those of the evidence. Those that stand';

create function concernd.agenda_actions(child bigint, kind text, last_id bigint, today date)
returns json
language sql stable
as $$
	select coalesce(json_agg(jsonb_build_object('overdue', action.done_at is null
			and action.due_on < today) || concernd.action_said(action)::jsonb
			order by action.due_on, action.id), '[]')
	from concernd.held_meetings(child, kind) as held
	join concernd.action on action.meeting_id = held.id
		and (held.id = last_id or action.done_at is null)
	where action.alert_id in (select id from concernd.alerts_of(child))
$$;
comment on function concernd.agenda_actions is
	'What the last meeting on a child asked for, and what is still open of those before it';

create function concernd.agenda_last(child bigint, kind text, last concernd.meeting, today date)
returns json
language sql stable
as $$
	select json_build_object('id', last.id, 'held_at', concernd.instant(last.held_at),
		'chair', last.chair,
		'said', (select coalesce(json_agg(json_build_object('alert', said.alert_id,
				'said', said.said, 'outcome', coalesce(said.outcome, last.outcome))
				order by said.alert_id), '[]')
			from concernd.meeting_alert said
			where said.meeting_id = last.id
				and said.alert_id in (select id from concernd.alerts_of(child))),
		'actions', concernd.agenda_actions(child, kind, last.id, today))
	where last.id is not null
$$;
comment on function concernd.agenda_last is
	'The last meeting as it was on this child: what was said of others, and of all, is left out';

create function concernd.agenda_new(child bigint, since timestamptz, evidence bigint[]) returns json
language sql stable
as $$
	select json_build_object('since', concernd.instant(since),
		'contacts', concernd.agenda_contacts(child, since, evidence),
		'alerts', (select coalesce(json_agg(json_build_object('id', risen.id,
				'title', rule.title, 'level', risen.level, 'state', risen.state,
				'known_at', concernd.instant(risen.known_at)) order by risen.known_at, risen.id), '[]')
			from concernd.alerts_of(child) as risen
			join concernd.rule on rule.version = risen.rule_set and rule.name = risen.rule
			where risen.known_at > since and risen.mode = 'live'),
		'decisions', (select coalesce(json_agg(json_build_object('alert', decided.id,
				'title', rule.title, 'outcome', decision.outcome,
				'person', concernd.title_of(decision.person),
				'decided_at', concernd.instant(decision.decided_at))
				order by decision.decided_at, decided.id), '[]')
			from concernd.alerts_of(child) as decided
			join concernd.rule on rule.version = decided.rule_set and rule.name = decided.rule
			join concernd.decision on decision.child_id = decided.child_id
				and decision.alert_id = decided.id
			where decision.decided_at > since and decided.mode = 'live'))
$$;
comment on function concernd.agenda_new is
	'What came since a meeting; since null: there was none, and the contacts are those of the evidence';
