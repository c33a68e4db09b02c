-- Audit rows with their personal parts, as far as they were not erased. $1 ids.
select audit.id, audit.at, audit.actor, audit.action, audit.child_ids, audit.alert_id,
	audit.contact_ids, audit.detail, audit.personal, audit.block, part.salt, part.value
from unnest($1::bigint[]) as wanted (id)
join concernd.audit on audit.id = wanted.id
left join concernd.audit_personal part on part.audit_id = audit.id
order by audit.id
