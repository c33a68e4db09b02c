-- A flag, for who is to say something of it. $1 which, $2 who, $3 on duty or not, $4 today. The children to
-- note (whom it is about, and whom that child is part of), whether it is closed to them, its alert, reason,
-- review and end, whether it has ended, and since when.
select array(select distinct id from unnest(array[flag.about_id, concernd.became(flag.about_id)]) as id),
	concernd.is_closed_to(flag, $2::text, $3::boolean), flag.alert_id, flag.reason, flag.review_on,
	flag.ends_on, concernd.has_ended(flag, $4::date), coalesce(flag.ended_on, flag.ends_on)::text
from concernd.advisory_flag flag
where flag.id = $1::bigint
for no key update
