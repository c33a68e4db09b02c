-- One meeting, whole, as JSON. $1 which, $2 today, $3 who reads, $4 on duty or not.
select concernd.meeting_said(meeting, $2::date, $3::text, $4::boolean, true)::text
from concernd.meeting
where meeting.id = $1::bigint
