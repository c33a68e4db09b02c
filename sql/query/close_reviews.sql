-- Reviews that a merge of $1 into $2 settles besides: of these two, and those that would ask the same
-- twice of whom both may be. $3 when, $4 who, $5 why, $6 who writes it down.
update concernd.review
set state = case when $2::bigint in (child_id, other_id) then 'same' else 'moot' end,
	settled_at = $3, settled_by = $4, settled_reason = $5, noted_by = $6
where state = 'open' and (child_id = $1::bigint or other_id = $1::bigint)
	and ($2::bigint in (child_id, other_id) or exists (
		select from concernd.review twin
		where twin.state = 'open'
			and least(twin.child_id, twin.other_id) = least($2::bigint,
				case review.child_id when $1::bigint then review.other_id else review.child_id end)
			and greatest(twin.child_id, twin.other_id) = greatest($2::bigint,
				case review.child_id when $1::bigint then review.other_id else review.child_id end)))
