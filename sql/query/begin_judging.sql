-- The moment of this transaction, after its locks; the rule set in force; and the ids that its rows
-- will have; and whether one of the children of $4 was ever told to live in a household. $1 how many
-- contacts, $2 aliases, $3 children, adults and households.
select clock_timestamp() as at,
	(select max(version) from concernd.rule_set) as rule_set,
	array(select nextval('concernd.contact_id') from generate_series(1, $1::integer)) as contacts,
	array(select nextval('concernd.alias_id') from generate_series(1, $2::integer)) as aliases,
	array(select nextval('concernd.child_id') from generate_series(1, $3::integer)) as children,
	exists (select from unnest($4::bigint[]) as child (id)
		cross join lateral (select from concernd.residence
				    where residence.child_id = child.id limit 1) home) as has_homes
