-- Ids for alerts that rise. $1 how many.
select nextval('concernd.alert_id') from generate_series(1, $1::integer)
