-- What is held on a child is told with the alerts that show on it and on others: those of a household, of
-- records in doubt. Their rows have another id, as have those of decisions, actions and notices on them.

set local role concernd_owner;

create function concernd.held_on_alerts_shared(child bigint)
returns table (part text, held text)
language plpgsql stable
set search_path = pg_catalog
set enable_seqscan = on
set enable_hashjoin = on
as $$
#variable_conflict use_variable
declare
	tab regclass;
	ids bigint[];
begin
	select coalesce(array_agg(alert.id), '{}') into ids
	from concernd.alert
	where alert.children @> array[child] and alert.child_id <> child;
	return query select 'alert', to_jsonb(alert)::text
	from concernd.alert
	where alert.id = any (ids);
	for tab in select concernd.tables_with('child_id', 'alert_id') loop
		-- What is about one of its children is told of that one alone.
		return query execute format('select %L, to_jsonb(one)::text from %s one '
			'where one.alert_id = any ($1) and to_jsonb(one) ->> ''about_id'' is null '
			'and one.child_id <> $2',
			split_part(tab::text, '.', 2), tab) using ids, child;
	end loop;
end
$$;
comment on function concernd.held_on_alerts_shared is
	'Rows of alerts that show on the child and on others; part of held_on_child';

create or replace function concernd.held_on_child(child bigint)
returns table (part text, held text)
language sql stable security definer
set search_path = pg_catalog
as $$
	select part, held from concernd.held_with_child(child)
	union all
	select part, held from concernd.held_on_alerts_shared(child)
	union all
	select 'meeting', to_jsonb(meeting)::text
	from concernd.meeting
	where id in (select concernd.meetings_on(child))
	union all
	select 'meeting_agency', to_jsonb(meeting_agency)::text
	from concernd.meeting_agency
	where meeting_id in (select concernd.meetings_on(child))
$$;
revoke execute on function concernd.held_on_alerts_shared(bigint) from public;
