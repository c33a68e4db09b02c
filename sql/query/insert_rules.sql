-- Its rules. $1 version; $2 to $7 side by side. A rule that was in force before under this name and
-- with this meaning keeps the time of its first application; where it was off it was not in force.
insert into concernd.rule (version, name, title, mode, meaning_hash, first_applied_at, text,
	scope)
select $1::integer, new.name, new.title, new.mode, new.meaning_hash,
	coalesce((select min(old.first_applied_at) from concernd.rule old
		  where old.name = new.name and old.meaning_hash = new.meaning_hash
			and old.mode <> 'off'),
		clock_timestamp()),
	new.text, new.scope
from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[])
	as new (name, title, mode, meaning_hash, text, scope)
