-- A person's word on a review. $1 the review, $2 same or different, $3 when, $4 who, $5 why, $6 who writes
-- it down.
update concernd.review
set state = $2, settled_at = $3, settled_by = $4, settled_reason = $5, noted_by = $6
where id = $1::bigint and state = 'open'
