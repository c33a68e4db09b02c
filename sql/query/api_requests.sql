-- Requests to agencies, as JSON: those that wait for an answer the first due first, others the last asked
-- first. $1 open, overdue, answered, withdrawn or all; $2 agency, $3 alert, $4 child (null: all); $5 and $6 the place
-- of the page before (null: the first page), $7 how many at most, $8 who reads, $9 on duty or not. A request
-- is of the child whom it is about; where that one was merged into another, of that one.
with found as (
	select request.id, request.about_id, alert as of_alert,
		case when $1::text in ('open', 'overdue')
			then (extract(epoch from request.due_at) * 1000000)::bigint else 0 end as first,
		case when $1 in ('open', 'overdue') then request.id else -request.id end as second
	from concernd.request
	join concernd.alert on alert.child_id = request.child_id and alert.id = request.alert_id
	where case $1
			when 'all' then true
			when 'answered' then request.answered_at is not null
			when 'withdrawn' then request.withdrawn_at is not null
			else request.answered_at is null and request.withdrawn_at is null
				and ($1 = 'open' or request.due_at < clock_timestamp()) end
		and ($2::text is null or request.agency = $2)
		and ($3::bigint is null or request.alert_id = $3)
		and ($4::bigint is null or request.about_id = any (concernd.parts_of($4)))
), page as (
	select found.*, row_number() over (order by first, second) as place
	from found
	where ($5::bigint is null or (first, second) > ($5, $6::bigint))
		and not concernd.is_closed_to(of_alert, $8::text, $9::boolean)
		and not concernd.is_closed_to(concernd.became(about_id), $8, $9)
	order by first, second
	limit $7::integer + 1
)
select json_build_object('requests', (
		select coalesce(json_agg(concernd.request_said(request)::jsonb || jsonb_build_object(
			'child', concernd.face(concernd.became(request.about_id))) order by page.place), '[]')
		from page
		join concernd.request on request.id = page.id
		where page.place <= $7),
	'next', (select first || '_' || second from page
		where place = $7 and exists (select from page where place > $7)))::text
