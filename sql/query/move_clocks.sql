-- Clocks of which a rung was told, in the transaction that tells it. $1 children, $2 alerts, $3 kinds,
-- $4 parts, $5 when the next rung is told (null: nothing is owed any more), side by side; $6 when. One
-- that was missed just now is audited.
with row as materialized (
	select *
	from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[])
		as row (child_id, alert_id, kind, part, next_at)
), audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail)
	select 'concernd', 'clock-missed', array[row.child_id], row.alert_id, row.kind
	from row
	cross join lateral (
		select clock.rung
		from concernd.clock
		where clock.child_id = row.child_id and clock.alert_id = row.alert_id
			and clock.kind = row.kind and clock.part = row.part
		offset 0
	) as stood
	where row.next_at is not null and stood.rung = 0
), found as (
	select row.next_at, stood.place
	from row
	cross join lateral (
		select clock.ctid as place
		from concernd.clock
		where clock.child_id = row.child_id and clock.alert_id = row.alert_id
			and clock.kind = row.kind and clock.part = row.part
		offset 0
	) as stood
)
update concernd.clock
set rung = clock.rung + (found.next_at is not null)::integer,
	missed_at = case when found.next_at is not null then coalesce(clock.missed_at, $6::timestamptz)
		else clock.missed_at end,
	next_at = coalesce(found.next_at, clock.next_at),
	ended_at = case when found.next_at is null then $6 end
from found
where clock.ctid = found.place
