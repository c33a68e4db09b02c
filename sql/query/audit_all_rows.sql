-- Audit rows with their personal parts, sealed or not. $1 the id behind which to begin, $2 how many at
-- most.
select audit.id, audit.at, audit.actor, audit.action, audit.child_ids, audit.alert_id,
	audit.contact_ids, audit.detail, audit.personal, audit.block, part.salt, part.value
from concernd.audit
left join concernd.audit_personal part on part.audit_id = audit.id
where audit.id > $1::bigint
order by audit.id
limit $2::integer
