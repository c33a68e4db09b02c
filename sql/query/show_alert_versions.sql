-- How an alert came to be what it is: its versions, the first first. $1 the alert.
select version.version, version.recorded_at, version.change, version.level,
	cardinality(version.contact_ids),
	(select coalesce(max(incident), 0) from unnest(version.incidents) as incident)
from concernd.alert
join concernd.alert_version version on version.child_id = alert.child_id
	and version.alert_id = alert.id
where alert.id = $1::bigint
order by version.version
