-- What came of the contacts in the evidence of a decision, for the agencies that made them, and the clock
-- by which they should know. $1 children, $2 alerts, $3 evidence versions, $4 when it is due, side by
-- side; $5 agencies and $6 what each is told, side by side: an agency that is not named hears nothing;
-- $7 outcome, $8 when it was decided. A contact in the evidence of several alerts is told of once.
with row as materialized (
	select *
	from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::timestamptz[])
		as row (child_id, alert_id, version, due_at)
), evidence as materialized (
	select distinct on (contact.contact_id) row.child_id, row.alert_id, row.due_at,
		contact.contact_id, contact.agency, contact.source, contact.event_id, agency.says
	from row
	cross join lateral (
		select contact_ids, contact_versions
		from concernd.alert_version
		where alert_version.child_id = row.child_id and alert_version.alert_id = row.alert_id
			and alert_version.version = row.version
		offset 0
	) as told
	cross join lateral unnest(told.contact_ids, told.contact_versions)
		as piece (contact_id, version)
	cross join lateral (
		select coalesce(alert.children, array[alert.child_id]) as children
		from concernd.alert
		where alert.child_id = row.child_id and alert.id = row.alert_id
		offset 0
	) as shown
	cross join lateral (
		select told.*
		from (
			select contact_id, agency, source, event_id
			from concernd.contact
			where contact.child_id = any (shown.children)
				and contact.contact_id = piece.contact_id
				and contact.version = piece.version
			union all
			select contact_id, agency, source, event_id
			from concernd.adult_contact
			where adult_contact.contact_id = piece.contact_id
				and adult_contact.version = piece.version
		) as told
		limit 1
	) as contact
	join unnest($5::text[], $6::text[]) as agency (name, says) on agency.name = contact.agency
	order by contact.contact_id, row.alert_id
), owed as (
	insert into concernd.feedback (child_id, alert_id, contact_id, agency, sender, source, event_id,
		reference, says, outcome, decided_at, due_at)
	select evidence.child_id, evidence.alert_id, evidence.contact_id, evidence.agency,
		event.sender, evidence.source, evidence.event_id,
		coalesce(event.body::jsonb #>> '{data,source_ref}', evidence.event_id),
		evidence.says, case evidence.says when 'outcome' then $7::text end, $8::timestamptz,
		evidence.due_at
	from evidence
	cross join lateral (
		select sender, body
		from concernd.event
		where event.source = evidence.source and event.event_id = evidence.event_id
			and event.resend = 0
		offset 0
	) as event
	on conflict do nothing
	returning child_id, alert_id, due_at
)
insert into concernd.clock (child_id, alert_id, kind, started_at, due_at, next_at)
select distinct child_id, alert_id, 'feedback', $8, due_at, due_at
from owed
on conflict do nothing
