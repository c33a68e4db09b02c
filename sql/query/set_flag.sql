-- Flags a child, or clears the flag, under the lock of the child. $1 the child, $2 the flag, $3 set it, $4
-- who writes it down, $5 why. A row: whether there is such a child, and whether anything changed.
with cleared as (
	update concernd.child_flag
	set cleared_at = clock_timestamp(), cleared_by = $4::text
	where child_id = $1::bigint and flag = $2::text and cleared_at is null and not $3::boolean
	returning 1
), flagged as (
	insert into concernd.child_flag (child_id, flag, set_at, set_by, reason)
	select id, $2::text, clock_timestamp(), $4::text, $5::text
	from concernd.child where id = $1::bigint and $3::boolean
	on conflict (child_id, flag) where cleared_at is null do nothing
	returning 1
)
select exists (select from concernd.child where id = $1::bigint) as is_child,
	exists (select from cleared) or exists (select from flagged) as is_changed
