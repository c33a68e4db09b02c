-- To which team a child is open: for routes and digests, never to suppress an alert.

set local role concernd_owner;

create function concernd.team_of(child bigint) returns text
language sql stable
as $$
	select case when status.status = 'open'
			and coalesce(status.valid_from <= clock_timestamp(), true)
			and coalesce(status.valid_until > clock_timestamp(), true)
		then status.team end
	from concernd.child_status status
	where status.child_id = child
	order by status.at desc, status.source desc, status.event_id desc
	limit 1
$$;
comment on function concernd.team_of is
	'By the child.status that stands; null: no team is known';
grant execute on function concernd.team_of to concernd_runtime, concernd_readonly;
