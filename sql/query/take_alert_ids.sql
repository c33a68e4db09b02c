-- Ids for what the verdict wants: $1 alerts that rise, $2 groups of doubts that are new.
select array(select nextval('concernd.alert_id') from generate_series(1, $1::integer)) as alerts,
	array(select nextval('concernd.child_id') from generate_series(1, $2::integer)) as groups
