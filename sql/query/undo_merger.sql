-- A child that was part of another is one of its own again. $1 the child, $2 when.
update concernd.merger set undone_at = $2::timestamptz
where absorbed_id = $1::bigint and undone_at is null
