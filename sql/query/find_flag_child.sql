-- Whom a flag that is advised from an alert is about, with a lock: of two for the same child and reason at
-- once the second sees the first. $1 the alert, $2 the child (null: the only one that it shows on), $3 who,
-- $4 on duty or not. Of the alert the child_id, the children on whom it shows, and whether it is closed to
-- them; whom it is about (null: it must be said, or is not one of these), and whom that child is part of.
with found as (
	select alert.child_id, concernd.children_of(alert) as shown_on,
		concernd.is_closed_to(alert, $3::text, $4::boolean) as is_closed,
		case when $2::bigint = any (concernd.children_of(alert)) then $2
			when $2 is null and cardinality(concernd.children_of(alert)) = 1
			then (concernd.children_of(alert))[1] end as about_id
	from concernd.alert
	where alert.id = $1::bigint
)
select found.child_id, found.shown_on, found.is_closed
		or coalesce(concernd.is_closed_to(locked.id, $3, $4), false), found.about_id, locked.id
from found
left join lateral (
	select child.id from concernd.child
	where child.id = concernd.became(found.about_id)
	for no key update) as locked on true
