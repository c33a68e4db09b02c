-- Who is in which group of doubts from now on. $1 children and $2 groups, side by side.
insert into concernd.doubt (child_id, doubt_id)
select child_id, doubt_id from unnest($1::bigint[], $2::bigint[]) as row (child_id, doubt_id)
