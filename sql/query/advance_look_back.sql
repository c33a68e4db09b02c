-- A page was judged. $1 version, $2 rule, $3 the child that the page began behind, $4 its last child,
-- $5 how many it had, $6 alerts that rose, $7 whether it was the last page. Of two daemons that
-- judged one page the first is counted.
update concernd.look_back
set after_child = $4::bigint, judged = judged + $5::integer, risen = risen + $6::integer,
	leased_until = null, done_at = case when $7::boolean then clock_timestamp() end
where version = $1::integer and rule = $2::text and after_child = $3::bigint and done_at is null
