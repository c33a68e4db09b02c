-- Actions that decisions set, as JSON, the first due first. $1 open, done or all; $2 owner, $3 agency
-- (null: all); $4 due by (null: whenever), $5 only those overdue on $6, today; $7 and $8 the place of the
-- page before (null: the first page), $9 how many at most, $10 who reads, $11 on duty or not.
with found as (
	select action.*, (concernd.children_of(alert))[1] as shown_on, row_number() over (order by action.due_on, action.id) as place
	from concernd.action
	join concernd.alert on alert.child_id = action.child_id and alert.id = action.alert_id
	where (($1::text = 'all') or ($1 = 'done') = (action.done_at is not null))
		and ($2::text is null or lower(action.owner) = lower($2))
		and ($3::text is null or action.agency = $3)
		and ($4::date is null or action.due_on <= $4)
		and (not $5::boolean or (action.due_on < $6::date and action.done_at is null))
		and ($7::date is null or (action.due_on, action.id) > ($7, $8::bigint))
		and not concernd.is_closed_to(alert, $10::text, $11::boolean)
	order by action.due_on, action.id
	limit $9::integer + 1
)
select json_build_object('actions', (select coalesce(json_agg(jsonb_build_object('overdue',
			found.due_on < $6 and found.done_at is null) ||
			concernd.action_said(action)::jsonb || jsonb_build_object('child',
				concernd.face(found.shown_on)) order by found.place), '[]')
		from found
		join concernd.action on action.id = found.id
		where found.place <= $9),
	'next', (select found.due_on || '_' || found.id from found
		where found.place = $9 and exists (select from found where place > $9)))::text
