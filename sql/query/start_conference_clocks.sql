-- The clocks of what has to follow a meeting, one for each of its alerts, unless that was held already or
-- need not be. $1 the meeting, noted before in this transaction.
insert into concernd.clock (child_id, alert_id, kind, part, started_at, due_at, next_at)
select meeting_alert.child_id, meeting_alert.alert_id, 'conference', meeting.id, meeting.held_at,
	meeting.next_due_at, meeting.next_due_at
from concernd.meeting
join concernd.meeting_alert on meeting_alert.meeting_id = meeting.id
join concernd.alert on alert.child_id = meeting_alert.child_id and alert.id = meeting_alert.alert_id
where meeting.id = $1::bigint and meeting.next_kind is not null and meeting.next_waived_at is null
	and not concernd.is_followed(meeting, alert)
on conflict do nothing
