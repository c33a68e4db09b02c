-- What has to look back now that a rule set is in force: rules that are new, mean something else, or
-- became live. Where a rule is no longer what began to look, it looks no further. $1 the version.
with ended as (
	update concernd.look_back
	set done_at = clock_timestamp()
	from concernd.rule old
	where done_at is null and old.version = look_back.version and old.name = look_back.rule
		and not exists (
			select from concernd.rule new
			where new.version = $1::integer and new.name = old.name
				and new.meaning_hash = old.meaning_hash and new.mode <> 'off')
)
insert into concernd.look_back (version, rule, last_child, children)
select new.version, new.name, filed.last, filed.children
from concernd.rule new
cross join lateral (
	select max(id) as last, count(*)::integer as children
	from (select id from concernd.child where new.scope = 'child'
	      union all
	      select id from concernd.household where new.scope = 'household') subject) filed
where new.version = $1::integer and new.mode <> 'off' and filed.children > 0
	and not exists (
		select from concernd.rule old
		where old.version = new.version - 1 and old.name = new.name
			and old.meaning_hash = new.meaning_hash and old.mode in ('live', new.mode))
