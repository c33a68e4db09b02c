-- Audit rows, the newest first. $1 of which child, $2 by whom, $3 which action, $4 since when (null:
-- whatever), $5 whether the personal parts are asked for, $6 how many at most.
select audit.id, audit.at, audit.actor, audit.action, audit.child_ids, audit.alert_id,
	audit.contact_ids, audit.detail, audit.personal, audit.block, part.salt, part.value
from concernd.audit
left join concernd.audit_personal part on part.audit_id = audit.id and $5::boolean
where ($1::bigint is null or audit.child_ids @> array[$1])
	and ($2::text is null or audit.actor = $2)
	and ($3::text is null or audit.action = $3)
	and ($4::timestamptz is null or audit.at >= $4)
order by audit.id desc
limit $6::integer
