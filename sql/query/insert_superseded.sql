-- NHS numbers that another took the place of: where that was superseded as well, the last is meant, and
-- the newest word stands. $1 old and $2 new numbers, side by side; $3 who told.
with recursive told as materialized (
	select distinct on (old_number) old_number, new_number
	from unnest($1::text[], $2::text[]) with ordinality as row (old_number, new_number, place)
	where old_number <> new_number
	order by old_number, place desc
), chain (old_number, new_number, step) as (
	select old_number, new_number, 0 from told
	union all
	select chain.old_number, told.new_number, chain.step + 1
	from chain
	join told on told.old_number = chain.new_number
	where chain.step < 20
), last as materialized (
	select ended.old_number, coalesce(later.new_number, ended.new_number) as new_number
	from (select distinct on (old_number) old_number, new_number
	      from chain order by old_number, step desc) ended
	left join concernd.superseded later on later.old_number = ended.new_number
), followed as (
	update concernd.superseded
	set new_number = last.new_number
	from last
	where superseded.new_number = last.old_number and superseded.old_number <> last.new_number
		and superseded.old_number not in (select old_number from last)
)
insert into concernd.superseded (old_number, new_number, told_by)
select old_number, new_number, $3::text from last where old_number <> new_number
on conflict (old_number) do update set new_number = excluded.new_number
