-- A meeting was held. $1 which, $2 when, $3 when that is noted and $4 by whom, $5 chair, $6 outcome, $7
-- note (null: none); $8 what has to follow (null: nothing) and $9 by when, $10 why it need not (null: it
-- has to). Side by side: $11 agencies, $12 whether each came, $13 or sent its part in writing, $14 notes;
-- and $15 children, $16 alerts, $17 what was said, $18 outcomes of their own.
with held as (
	update concernd.meeting
	set held_at = $2::timestamptz, noted_at = $3::timestamptz, noted_by = $4::text, chair = $5::text,
		outcome = $6::text, note = $7::text, next_kind = $8::text, next_due_at = $9::timestamptz,
		next_waived_because = $10::text,
		next_waived_at = case when $10 is not null then $3 end,
		next_waived_by = case when $10 is not null then $4 end
	where id = $1::bigint
), came as (
	insert into concernd.meeting_agency as before (meeting_id, agency, attended, contributed,
		contributed_at, note)
	select $1, row.agency, row.attended, row.contributed,
		case when row.contributed then $3 end, row.note
	from unnest($11::text[], $12::boolean[], $13::boolean[], $14::text[])
		as row (agency, attended, contributed, note)
	on conflict (meeting_id, agency) do update
	set attended = excluded.attended, contributed = before.contributed or excluded.contributed,
		contributed_at = coalesce(before.contributed_at, excluded.contributed_at),
		note = nullif(concat_ws(E'\n', before.note, excluded.note), '')
)
update concernd.meeting_alert
set said = row.said, outcome = row.outcome
from unnest($15::bigint[], $16::bigint[], $17::text[], $18::text[])
	as row (child_id, alert_id, said, outcome)
where meeting_alert.meeting_id = $1 and meeting_alert.child_id = row.child_id
	and meeting_alert.alert_id = row.alert_id
