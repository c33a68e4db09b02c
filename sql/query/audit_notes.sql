-- One audit entry each for several alerts that are treated alike, with one personal part. $1 actor, $2
-- action, $3 children and $4 alerts side by side, $5 a few plain words, $6 commitments and $7 salts, one
-- for each, $8 the part itself.
with row as (
	select *
	from unnest($3::bigint[], $4::bigint[], $6::bytea[], $7::bytea[])
		as row (child_id, alert_id, personal, salt)
), entry as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail, personal)
	select $1::text, $2::text, array[row.child_id], row.alert_id, $5::text, row.personal
	from row
	order by row.alert_id
	returning id, personal
)
insert into concernd.audit_personal (audit_id, salt, value)
select entry.id, row.salt, $8::text
from entry
join row on row.personal = entry.personal
