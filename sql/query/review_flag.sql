-- A flag was looked at again. $1 which, $2 kept or ended, $3 who, $4 today, $5 the next review and $6 the end
-- (of one that is kept; null: the end stays), $7 why.
with before as (
	select * from concernd.advisory_flag where id = $1::bigint
), changed as (
	update concernd.advisory_flag flag
	set review_on = coalesce($5::date, flag.review_on), ends_on = coalesce($6::date, flag.ends_on),
		ended_on = case when $2::text = 'ended' then $4::date end,
		ended_by = case when $2 = 'ended' then $3::text end,
		ended_because = case when $2 = 'ended' then $7::text end
	where flag.id = $1
	returning *
)
insert into concernd.advisory_flag_step (flag_id, child_id, alert_id, about_id, kind, noted_by, on_day,
	due_on, review_on, ends_on, because)
select changed.id, changed.child_id, changed.alert_id, changed.about_id, $2, $3, $4, before.review_on,
	$5, changed.ends_on, $7
from changed
join before on before.id = changed.id
