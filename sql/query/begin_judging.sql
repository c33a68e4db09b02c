-- The moment of this transaction, after its locks; the rule set in force; and the ids that its rows
-- will have. $1 how many contacts, $2 aliases, $3 children.
select clock_timestamp() as at,
	(select max(version) from concernd.rule_set) as rule_set,
	array(select nextval('concernd.contact_id') from generate_series(1, $1::integer)) as contacts,
	array(select nextval('concernd.alias_id') from generate_series(1, $2::integer)) as aliases,
	array(select nextval('concernd.child_id') from generate_series(1, $3::integer)) as children
