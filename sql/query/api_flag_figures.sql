-- Flags in the partnership's report, as JSON; counts of 1 to 5 are null. $1 first day, $2 the day after the
-- last, $3 the time zone of the rules. How they stand today, and by month what was advised, reviewed and
-- ended; a review is in time if it was made no later than its date.
with today as (
	select (now() at time zone $3::text)::date as day
), stands as (
	select count(*) filter (where not concernd.has_ended(flag, today.day)) as standing,
		count(*) filter (where not concernd.has_ended(flag, today.day)
			and flag.review_on < today.day) as overdue,
		count(*) filter (where concernd.to_be_taken_off(flag, today.day)) as to_take_off
	from today
	cross join concernd.advisory_flag flag
), by_month as (
	select to_char(step.on_day, 'YYYY-MM') as month,
		count(*) filter (where step.kind = 'advised') as advised,
		count(*) filter (where step.kind in ('kept', 'ended')) as reviewed,
		count(*) filter (where step.kind in ('kept', 'ended')
			and step.on_day <= step.due_on) as in_time,
		count(*) filter (where step.kind = 'ended') as ended
	from concernd.advisory_flag_step step
	where step.on_day >= $1::date and step.on_day < $2::date
		and step.kind in ('advised', 'kept', 'ended')
	group by 1
)
select json_build_object(
	'standing', (select case when standing between 1 and 5 then null else standing end from stands),
	'overdue', (select case when overdue between 1 and 5 then null else overdue end from stands),
	'to_be_taken_off', (select case when to_take_off between 1 and 5 then null else to_take_off end
		from stands),
	'months', (select coalesce(json_agg(json_build_object('month', month,
			'advised', case when advised between 1 and 5 then null else advised end,
			'reviewed', case when reviewed between 1 and 5 then null else reviewed end,
			'reviewed_in_time', case when in_time between 1 and 5 then null else in_time end,
			'ended', case when ended between 1 and 5 then null else ended end)
			order by month), '[]') from by_month))::text
