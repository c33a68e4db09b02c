-- May somebody look at a doubt? $1 the review, $2 who, $3 on duty or not. Its children; no row: there is
-- none.
select array[review.child_id, review.other_id],
	concernd.is_closed_to(review.child_id, $2::text, $3::boolean)
		or concernd.is_closed_to(review.other_id, $2, $3)
from concernd.review
where review.id = $1::bigint
