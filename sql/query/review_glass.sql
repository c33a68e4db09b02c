-- An auditor has looked at it. $1 which, $2 who. One row if there is such a one; it keeps its first review.
with reviewed as (
	update concernd.glass
	set reviewed_at = clock_timestamp(), reviewed_by = $2::text
	where id = $1::bigint and reviewed_at is null
	returning child_id
), audited as (
	insert into concernd.audit (actor, action, child_ids, detail)
	select 'user:' || $2, 'glass-reviewed', array[child_id], 'opening ' || $1 from reviewed
)
select id from concernd.glass where id = $1
