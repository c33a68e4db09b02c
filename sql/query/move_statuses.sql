-- To which teams the children of records are open goes with the records, like their contacts; what one event
-- said of both stands with each already. $1 from, $2 to, $3 the records (null: all).
update concernd.child_status
set child_id = $2::bigint
where child_id = $1::bigint
	and ($3::bigint[] is null or alias_id = any ($3::bigint[]))
	and not exists (
		select from concernd.child_status told
		where told.child_id = $2::bigint and told.at = child_status.at
			and told.source = child_status.source and told.event_id = child_status.event_id)
