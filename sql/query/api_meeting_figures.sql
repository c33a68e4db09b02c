-- Meetings in the partnership's report, as JSON; counts of 1 to 5 are null. $1 first day, $2 the day after the
-- last, $3 the time zone of the rules. Those held in that span: by kind, how many, the median of days from
-- called to held (of those that were called before; null where they are under 6), and how many had an
-- agency missing; and by agency how often it was invited, came, sent its part in writing, or did neither.
with held as (
	select * from concernd.meeting
	where held_at >= $1::date::timestamp at time zone $3::text
		and held_at < $2::date::timestamp at time zone $3
), came as (
	select meeting_agency.*, held.kind,
		not meeting_agency.attended and not meeting_agency.contributed as is_missing
	from held
	join concernd.meeting_agency on meeting_agency.meeting_id = held.id
	where meeting_agency.invited_at is not null
), kinds as (
	select held.kind, count(*) as held,
		count(*) filter (where held.called_at < held.held_at) as timed,
		percentile_cont(0.5) within group (order by extract(epoch from held.held_at - held.called_at))
			filter (where held.called_at < held.held_at) / 86400 as days,
		count(*) filter (where exists (select from came
			where came.meeting_id = held.id and came.is_missing)) as missing
	from held
	group by held.kind
), agencies as (
	select agency, count(*) as invited, count(*) filter (where attended) as came,
		count(*) filter (where contributed and not attended) as in_writing,
		count(*) filter (where is_missing) as missing
	from came
	group by agency
)
select json_build_object(
	'kinds', (select coalesce(json_agg(json_build_object('kind', kind,
			'held', case when held between 1 and 5 then null else held end,
			'median_days', case when timed > 5 then round(days::numeric, 1) end,
			'missing', case when missing between 1 and 5 then null else missing end)
			order by kind), '[]') from kinds),
	'agencies', (select coalesce(json_agg(json_build_object('agency', agency,
			'invited', case when invited between 1 and 5 then null else invited end,
			'came', case when came between 1 and 5 then null else came end,
			'in_writing', case when in_writing between 1 and 5 then null else in_writing end,
			'missing', case when missing between 1 and 5 then null else missing end)
			order by agency), '[]') from agencies))::text
