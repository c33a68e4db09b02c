-- When what is over its time was last erased (null: never), and how many children are held. One row.
select (select max(at) from concernd.audit where action = 'retention-run') as ran_at,
	(select count(*) from concernd.retention_hold where released_at is null) as held
