-- Flags for the police to take along: those that stand, and those that they are to take off; as JSON. Those
-- of restricted families are left out for everybody, and counted. $1 standing, review-due, to-be-taken-off or
-- all (of these), $2 reason (null: all), $3 today. And the children who are in it.
with wanted as materialized (
	select flag.id, flag.about_id, concernd.became(flag.about_id) as whose,
		concernd.is_closed_to(flag, null, false) as is_closed
	from concernd.advisory_flag flag
	where (not concernd.has_ended(flag, $3::date) or concernd.to_be_taken_off(flag, $3))
		and case $1::text when 'all' then true
			when 'to-be-taken-off' then concernd.has_ended(flag, $3)
			when 'review-due' then concernd.state_of(flag, $3) = 'review-due'
			else not concernd.has_ended(flag, $3) end
		and ($2::text is null or flag.reason = $2)
)
select json_build_object(
	'flags', (select coalesce(json_agg(concernd.flag_said(flag, $3) order by flag.review_on, flag.id), '[]')
		from wanted
		join concernd.advisory_flag flag on flag.id = wanted.id
		where not wanted.is_closed),
	'left_out', (select count(*) from wanted where is_closed))::text,
	array(select distinct child.id
		from wanted
		cross join unnest(array[wanted.about_id, wanted.whose]) as child (id)
		where not wanted.is_closed
		order by 1)
