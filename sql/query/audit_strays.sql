-- Audit rows that name a block which does not list them, and personal parts of rows that committed to
-- none. $1 the id behind which to begin, $2 how many rows to look at; the last row tells how far it came
-- (null: there are no more).
with page as materialized (
	select id, block, personal
	from concernd.audit
	where id > $1::bigint
	order by id
	limit $2::integer
), stray as (
	select id
	from page
	where (block is not null and not exists (
			select from concernd.audit_block
			where number = page.block and page.id = any (row_ids)))
		or (personal is null and exists (
			select from concernd.audit_personal part where part.audit_id = page.id))
)
select id, false as is_end from stray
union all
select max(id), true from page
order by is_end, id
