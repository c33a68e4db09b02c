-- A meeting that is about to change, locked. $1 which, $2 who, $3 on duty or not. Its kind; when it was
-- called; when and by whom it was noted as held, or cancelled, in words; what has to follow it, when that
-- was waived, and whether it is owed; side by side the children, alerts and levels on which it is, by
-- alert; whether one of them is closed to them; all the children.
with found as (
	select * from concernd.meeting where id = $1::bigint for no key update
)
select found.kind, found.called_at, concernd.instant(found.held_at), concernd.title_of(found.noted_by),
	concernd.instant(found.cancelled_at), concernd.title_of(found.cancelled_by), found.next_kind,
	concernd.instant(found.next_waived_at), concernd.is_following_owed(meeting),
	on_it.children, on_it.alerts, on_it.levels, on_it.is_closed,
	array(select distinct child from concernd.meeting_alert mine
	      join concernd.alert theirs on theirs.child_id = mine.child_id and theirs.id = mine.alert_id
	      cross join unnest(concernd.children_of(theirs)) as child
	      where mine.meeting_id = $1
	      order by child)
from found
join concernd.meeting on meeting.id = found.id
cross join lateral (
	select array_agg(alert.child_id order by alert.id) as children,
		array_agg(alert.id order by alert.id) as alerts,
		array_agg(alert.level order by alert.id) as levels,
		bool_or(concernd.is_closed_to(alert, $2::text, $3::boolean)) as is_closed
	from concernd.meeting_alert
	join concernd.alert on alert.child_id = meeting_alert.child_id
		and alert.id = meeting_alert.alert_id
	where meeting_alert.meeting_id = found.id
) as on_it
