-- A meeting that was not held yet is to be at another time or place, or more agencies are invited. $1
-- which, $2 for when and $3 where (null: as it was), $4 agencies, $5 when that is said.
with planned as (
	update concernd.meeting
	set planned_for = coalesce($2::timestamptz, planned_for), place = coalesce($3::text, place)
	where id = $1::bigint
)
insert into concernd.meeting_agency as before (meeting_id, agency, invited_at)
select $1, agency, $5::timestamptz
from unnest($4::text[]) as agency
on conflict (meeting_id, agency) do update
set invited_at = coalesce(before.invited_at, excluded.invited_at)
