-- The two of a review, and whether it is open. $1 the review.
select child_id, other_id, state, settled_by from concernd.review where id = $1::bigint
