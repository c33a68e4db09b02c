-- An agency sends its part in writing. $1 which meeting, $2 the agency, $3 what it says, $4 when. No row:
-- it did before.
insert into concernd.meeting_agency as before (meeting_id, agency, contributed, contributed_at, note)
values ($1::bigint, $2::text, true, $4::timestamptz, $3::text)
on conflict (meeting_id, agency) do update
set contributed = true, contributed_at = excluded.contributed_at,
	note = concat_ws(E'\n', before.note, excluded.note)
where not before.contributed
returning agency
