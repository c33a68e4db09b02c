-- Records that may be one child, for a person's list, as JSON: open ones, those on which an undecided alert
-- rests first, then the oldest; or all, the newest first. $1 open alone, $2 and $3 the place of the page
-- before (null: the first page), $4 how many at most, $5 who reads, $6 on duty or not. Of a restricted
-- family the doubt shows, but not whose it is.
with found as (
	select review.*, depends.n as alerts,
		case when $1::boolean then -least(depends.n, 1) else 0 end::bigint as first,
		case when $1 then review.id else -review.id end as second
	from concernd.review
	cross join lateral (
		select count(*) as n from concernd.alert
		where alert.children @> array[review.child_id, review.other_id]
			and alert.scope = 'doubt' and alert.state in ('new', 'acknowledged')) as depends
	where not $1 or review.state = 'open'
), page as (
	select found.*, row_number() over (order by first, second) as place,
		concernd.is_closed_to(child_id, $5::text, $6::boolean)
			or concernd.is_closed_to(other_id, $5, $6) as is_closed
	from found
	where $2::bigint is null or (first, second) > ($2, $3::bigint)
	order by first, second
	limit $4::integer + 1
)
select json_build_object(
	'reviews', (select coalesce(json_agg(case when page.is_closed then
			json_build_object('id', page.id, 'restricted', true, 'state', page.state,
				'opened_at', concernd.instant(page.opened_at), 'alerts', page.alerts)
		else
			json_build_object('id', page.id, 'restricted', false, 'state', page.state,
				'reason', page.reason, 'bits', round(page.bits::numeric, 1),
				'opened_at', concernd.instant(page.opened_at), 'alerts', page.alerts,
				'children', concernd.faces(array[page.child_id, page.other_id]),
				'settled_at', concernd.instant(page.settled_at),
				'settled_by', concernd.title_of(page.settled_by))
		end order by page.place), '[]')
		from page where page.place <= $4),
	'next', (select page.first || '_' || page.second from page
		where page.place = $4 and exists (select from page where place > $4)))::text
