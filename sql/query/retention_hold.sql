-- Holds a child against erasure. $1 the child, $2 who says so, $3 why, $4 who writes it down. No row: it is
-- held already.
insert into concernd.retention_hold (child_id, held_at, person, reason, noted_by)
values ($1::bigint, clock_timestamp(), $2::text, $3::text, $4::text)
on conflict (child_id) where released_at is null do nothing
returning child_id
