-- Two records that may be one child, side by side, as JSON. $1 the review. The first record is the one that
-- raised the doubt, the second what was said last of whom it may be; then all of both children.
select json_build_object('id', review.id, 'state', review.state, 'reason', review.reason, 'weights', review.weights,
	'bits', round(review.bits::numeric, 1), 'opened_at', concernd.instant(review.opened_at),
	'children', concernd.faces(array[review.child_id, review.other_id]),
	'settled_at', concernd.instant(review.settled_at),
	'settled_by', concernd.title_of(review.settled_by), 'settled_reason', review.settled_reason,
	'records', json_build_array(
		(select concernd.record_said(alias) from concernd.alias where alias.id = review.alias_id),
		(select concernd.record_said(alias)
		 from concernd.link
		 join concernd.alias on alias.id = link.alias_id
		 where link.child_id = review.other_id and link.revoked_at is null
		 order by alias.family_name is not null desc, alias.id desc
		 limit 1)),
	'comparison', (select coalesce(json_agg(json_build_object(
			'word', split_part(told.word, '=', 1), 'field', case split_part(told.word, '=', 1) when 'forename' then 'given_names'
				when 'surname' then 'family_name' when 'birth' then 'birth_date'
				else split_part(told.word, '=', 1) end,
			'level', split_part(told.word, '=', 2),
			'verdict', case when split_part(told.word, '=', 2) in ('exact', 'same') then 'same'
				when split_part(told.word, '=', 2) in ('else', 'differs') then 'differs'
				when split_part(told.word, '=', 2) = 'missing' then 'missing'
				else 'near' end) order by told.place), '[]')
		from unnest(string_to_array(review.levels, ' ')) with ordinality as told (word, place)
		where told.word <> ''),
	'all_records', (select json_agg(concernd.record_said(alias)::jsonb ||
			jsonb_build_object('child', link.child_id) order by link.child_id, alias.id)
		from concernd.link
		join concernd.alias on alias.id = link.alias_id
		where link.child_id in (review.child_id, review.other_id) and link.revoked_at is null),
	'alerts', (select coalesce(json_agg(json_build_object('id', alert.id, 'state', alert.state,
			'level', alert.level, 'rule', alert.rule, 'title', rule.title,
			'scope', alert.scope) order by alert.id), '[]')
		from concernd.alert
		join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
		where alert.state in ('new', 'acknowledged') and alert.mode = 'live'
			and concernd.children_of(alert) && array[review.child_id, review.other_id]))::text
from concernd.review
where review.id = $1::bigint
