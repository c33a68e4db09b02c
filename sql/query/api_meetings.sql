-- Meetings as JSON: what is planned, the next first; else the latest first. $1 planned, held, cancelled,
-- all, or owing: where somebody owes something; $2 kind, $3 an alert, $4 a child (null: all); $5 today; $6
-- and $7 the place of the page before (null: the first page), $8 how many at most, $9 who reads, $10 on
-- duty or not. Of a restricted family one shows, but not whose it is, unless it was asked for by that.
with found as (
	select meeting.id, place.first, place.second
	from concernd.meeting
	cross join lateral (
		select case when $1::text in ('planned', 'owing') then 1 else -1 end as way) as turned
	cross join lateral (
		select way * extract(epoch from coalesce(meeting.held_at, meeting.planned_for))::bigint
			as first, way * meeting.id as second) as place
	where case $1
			when 'planned' then meeting.held_at is null and meeting.cancelled_at is null
			when 'held' then meeting.held_at is not null
			when 'cancelled' then meeting.cancelled_at is not null
			when 'owing' then meeting.cancelled_at is null
				and ((meeting.held_at is null and meeting.planned_for < clock_timestamp())
					or concernd.is_following_owed(meeting)
					or exists (select from concernd.meeting_owes(meeting, $5::date)))
			else true
		end
		and ($2::text is null or meeting.kind = $2)
		and (($3::bigint is null and $4::bigint is null) or exists (
			select from concernd.meeting_alert
			join concernd.alert on alert.child_id = meeting_alert.child_id
				and alert.id = meeting_alert.alert_id
			where meeting_alert.meeting_id = meeting.id
				and ($3 is null or alert.id = $3)
				and ($4 is null or concernd.children_of(alert)
					&& concernd.parts_of(concernd.became($4)))
				and not concernd.is_closed_to(alert, $9::text, $10::boolean)))
		and ($6::bigint is null or (place.first, place.second) > ($6, $7::bigint))
	order by place.first, place.second
	limit $8::integer + 1
), placed as (
	select found.*, row_number() over (order by first, second) as place
	from found
)
select json_build_object(
	'meetings', (select coalesce(json_agg(concernd.meeting_said(meeting, $5, $9, $10, false)
			order by placed.place), '[]')
		from placed
		join concernd.meeting on meeting.id = placed.id
		where placed.place <= $8),
	'next', (select placed.first || '_' || placed.second from placed
		where placed.place = $8 and exists (select from placed where place > $8)))::text
