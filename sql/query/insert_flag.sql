-- A flag is advised, unless one for the same reason stands for the child already: that one is in the row
-- instead. $1 child and $2 alert of the alert, $3 whom it is about, $4 reason, $5 note, $6 who, $7 review,
-- $8 end, $9 today.
with twin as (
	select flag.id, flag.ends_on
	from concernd.advisory_flag flag
	where flag.about_id = any (concernd.parts_of(concernd.became($3::bigint)))
		and flag.reason = $4::text and not concernd.has_ended(flag, $9::date)
	order by flag.id
	limit 1
), made as (
	insert into concernd.advisory_flag (child_id, alert_id, about_id, reason, note, advised_by,
		review_on, ends_on)
	select $1::bigint, $2::bigint, $3, $4, $5::text, $6::text, $7::date, $8::date
	where not exists (select from twin)
	returning *
), step as (
	insert into concernd.advisory_flag_step (flag_id, child_id, alert_id, about_id, kind, noted_by,
		on_day, review_on, ends_on)
	select id, child_id, alert_id, about_id, 'advised', advised_by, $9, review_on, ends_on
	from made
)
select made.id, twin.id, twin.ends_on::text
from (values (1)) as one (row)
left join made on true
left join twin on true
