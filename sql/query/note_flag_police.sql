-- What the police did about a flag. $1 which, $2 set, not-set or taken-off, $3 who says so here, $4 on which
-- day, $5 the police's own reference (null: the one that is known stays), $6 why not.
with changed as (
	update concernd.advisory_flag flag
	set police = $2::text, police_on = $4::date,
		police_reference = coalesce($5::text, flag.police_reference),
		police_because = $6::text, police_at = clock_timestamp(), police_by = $3::text
	where flag.id = $1::bigint
	returning *
)
insert into concernd.advisory_flag_step (flag_id, child_id, alert_id, about_id, kind, noted_by, on_day,
	because, reference)
select id, child_id, alert_id, about_id, $2, $3, $4, $6, $5
from changed
