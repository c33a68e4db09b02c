-- Restricted records that were opened, for the auditor, as JSON, the newest first. $1 only those that
-- nobody has reviewed, $2 older than this id (0: all), $3 how many at most.
with page as (
	select glass.* from concernd.glass
	where (not $1::boolean or glass.reviewed_at is null) and ($2::bigint = 0 or glass.id < $2)
	order by glass.id desc
	limit $3::integer
)
select json_build_object('glass', coalesce(json_agg(json_build_object('id', page.id,
		'child', page.child_id, 'person', page.person,
		'title', concernd.title_of(page.person), 'reason', page.reason,
		'broken_at', concernd.instant(page.broken_at), 'until', concernd.instant(page.until),
		'reviewed_at', concernd.instant(page.reviewed_at),
		'reviewed_by', concernd.title_of(page.reviewed_by)) order by page.id desc), '[]'),
	'next', case when count(*) = $3 then min(page.id)::text end)::text
from page
