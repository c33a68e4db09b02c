-- May somebody look at a flag? $1 which, $2 who, $3 on duty or not. The children to note; no row: there is
-- none.
select array(select distinct id from unnest(array[flag.about_id, concernd.became(flag.about_id)]) as id),
	concernd.is_closed_to(flag, $2::text, $3::boolean), flag.alert_id
from concernd.advisory_flag flag
where flag.id = $1::bigint
