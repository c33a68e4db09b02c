-- The contacts of an alert's evidence as it stands, incident by incident, each with its outcome as it
-- stands now; once for each way in which it bears on the children. $1 the alert.
select evidence.incident, contact.contact_id, contact.version, contact.source, contact.event_id,
	contact.occurred_at, contact.occurred_day, contact.whole_day, contact.recorded_at,
	contact.history, contact.agency, contact.category, contact.other_categories, contact.grade,
	contact.about,
	coalesce((select correction.outcome from concernd.correction
		  where correction.of_source = contact.source
			and correction.of_event_id = contact.event_id
			and correction.kind = 'outcome'
		  order by correction.at desc, correction.source desc, correction.event_id desc,
			correction.resend desc
		  limit 1), contact.outcome) as outcome
from concernd.alert
join concernd.alert_version version on version.child_id = alert.child_id
	and version.alert_id = alert.id and version.version = alert.evidence_version
cross join unnest(version.contact_ids, version.contact_versions, version.incidents)
	with ordinality as evidence (contact_id, version, incident, place)
cross join lateral (
	select distinct on (told.about) told.*
	from (select contact_id, version, source, event_id, occurred_at, occurred_day, whole_day,
			recorded_at, history, agency, category, other_categories, grade, about, outcome
	      from concernd.contact
	      where contact.child_id = any (coalesce(alert.children, array[alert.child_id]))
		and contact.contact_id = evidence.contact_id
		and contact.version = evidence.version
	      union all
	      select contact_id, version, source, event_id, occurred_at, occurred_day, whole_day,
			recorded_at, history, agency, category, other_categories, grade,
			'parent-carer', outcome
	      from concernd.adult_contact
	      where adult_contact.contact_id = evidence.contact_id
		and adult_contact.version = evidence.version) told
	order by told.about) contact
where alert.id = $1::bigint
order by evidence.place
