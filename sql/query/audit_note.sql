-- One audit entry, in the transaction that does what it tells of. $1 actor, $2 action, $3 children, $4
-- alert, $5 contacts (null where there are none), $6 a few plain words, never of a person; $7 the
-- commitment to its personal part, $8 the salt, $9 the part itself (null where there is none).
with entry as (
	insert into concernd.audit (actor, action, child_ids, alert_id, contact_ids, detail, personal)
	values ($1::text, $2::text, $3::bigint[], $4::bigint, $5::bigint[], $6::text, $7::bytea)
	returning id
)
insert into concernd.audit_personal (audit_id, salt, value)
select id, $8::bytea, $9::text from entry where $9 is not null
