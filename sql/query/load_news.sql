-- What has come to alerts since an evidence version: the contacts that it did not have, or had in an
-- earlier version. $1 children, $2 alerts, $3 the versions seen, side by side.
select alert.id, evidence.contact_id, contact.occurred_at, contact.whole_day, contact.agency,
	contact.category, contact.grade
from unnest($1::bigint[], $2::bigint[], $3::integer[]) as row (child_id, id, seen)
join concernd.alert on alert.child_id = row.child_id and alert.id = row.id
join concernd.alert_version latest on latest.child_id = alert.child_id
	and latest.alert_id = alert.id and latest.version = alert.evidence_version
join concernd.alert_version seen on seen.child_id = alert.child_id
	and seen.alert_id = alert.id and seen.version = row.seen
cross join unnest(latest.contact_ids, latest.contact_versions) with ordinality
	as evidence (contact_id, version, place)
cross join lateral concernd.contact_of(concernd.children_of(alert), evidence.contact_id,
	evidence.version) as contact
where not exists (
	select from unnest(seen.contact_ids, seen.contact_versions) as had (contact_id, version)
	where had.contact_id = evidence.contact_id and had.version = evidence.version)
order by alert.id, evidence.place
