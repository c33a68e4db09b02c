-- Flags as JSON, the first to be looked at first; of those that have ended the first ended. $1 standing,
-- review-due, ended, to-be-taken-off or all; $2 reason, $3 alert, $4 child (null: all); $5 today; $6 and $7
-- the place of the page before (null: the first page), $8 how many at most, $9 who reads, $10 on duty or
-- not.
with found as (
	select flag.id, placed.day, row_number() over (order by placed.day, flag.id) as place
	from concernd.advisory_flag flag
	cross join lateral (
		select case when concernd.has_ended(flag, $5::date)
			then coalesce(flag.ended_on, flag.ends_on) else flag.review_on end as day) as placed
	where case $1::text when 'all' then true
			when 'ended' then concernd.has_ended(flag, $5)
			when 'to-be-taken-off' then concernd.to_be_taken_off(flag, $5)
			when 'review-due' then concernd.state_of(flag, $5) = 'review-due'
			else not concernd.has_ended(flag, $5) end
		and ($2::text is null or flag.reason = $2)
		and ($3::bigint is null or flag.alert_id = $3)
		and ($4::bigint is null
			or flag.about_id = any (concernd.parts_of(concernd.became($4))))
		and ($6::date is null or (placed.day, flag.id) > ($6, $7::bigint))
		and not concernd.is_closed_to(flag, $9::text, $10::boolean)
	order by placed.day, flag.id
	limit $8::integer + 1
)
select json_build_object('flags', (select coalesce(json_agg(concernd.flag_said(flag, $5)
			order by found.place), '[]')
		from found
		join concernd.advisory_flag flag on flag.id = found.id
		where found.place <= $8),
	'next', (select found.day || '_' || found.id from found
		where found.place = $8 and exists (select from found where place > $8)))::text
