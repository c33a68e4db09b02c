-- Households that no link spoke of before. $1 to $3 side by side, $4 when.
insert into concernd.household (id, sender, name, opened_at)
select id, sender, name, $4 from unnest($1::bigint[], $2::text[], $3::text[]) as row (id, sender, name)
