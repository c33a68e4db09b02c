-- A child over all agencies, as JSON. $1 the child, $2 the marks of summaries that the reader may read;
-- the contacts that stand, side by side: $3 ids, $4 versions, $5 incidents, $6 outcomes (null: none yet);
-- $7 who reads, $8 on duty or not. `concernctl child show` asks it as well.
select json_build_object('child', concernd.face(child.id),
	'on_file_since', concernd.instant(child.opened_at),
	'records', (select coalesce(json_agg(json_build_object('sender', alias.sender,
			'record', alias.record, 'given_names', alias.given_names,
			'family_name', alias.family_name, 'birth_date', alias.birth_date,
			'birth_expected', alias.birth_expected, 'sex', alias.sex,
			'nhs_number', alias.nhs_number, 'postcode', alias.postcode,
			'said_at', concernd.instant(alias.recorded_at), 'linked_by', link.reason)
			order by alias.id), '[]')
		from concernd.link
		join concernd.alias on alias.id = link.alias_id
		where link.child_id = child.id and link.revoked_at is null),
	'household', concernd.household_of(child.id, $7::text, $8::boolean),
	'status', (select json_build_object('status', standing.status, 'team', standing.team,
			'plan', standing.plan, 'from', concernd.instant(standing.valid_from),
			'until', concernd.instant(standing.valid_until),
			'said_at', concernd.instant(standing.at))
		from concernd.status_of(child.id) as standing
		where standing.child_id is not null),
	'doubts', (select coalesce(json_agg(json_build_object('id', review.id,
			'bits', round(review.bits::numeric, 1)) order by review.id), '[]')
		from concernd.review
		where review.state = 'open' and child.id in (review.child_id, review.other_id)),
	'restriction', (select json_build_object('people', restriction.people,
			'reason', restriction.reason, 'set_at', concernd.instant(restriction.set_at),
			'set_by', concernd.title_of(restriction.set_by))
		from concernd.restriction
		where restriction.child_id = child.id and restriction.ended_at is null),
	'alerts', (select coalesce(json_agg(json_build_object('id', alert.id, 'state', alert.state,
			'level', alert.level, 'rule', alert.rule, 'title', rule.title,
			'scope', alert.scope,
			'true_since', concernd.instant(alert.became_true_at),
			'known_at', concernd.instant(alert.known_at),
			'evidence_version', alert.evidence_version,
			'acknowledged_by', concernd.title_of(alert.acknowledged_by),
			'withdrawn_by', alert.withdrawn_by,
			'decision', concernd.decision_said(alert.child_id, alert.id))
			order by alert.id desc), '[]')
		from concernd.alert
		join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
		where (alert.child_id = child.id or alert.children @> array[child.id])
			and alert.mode = 'live'),
	'chronology', (select coalesce(json_agg(jsonb_set(concernd.contact_said(contact,
			standing.outcome, $2::text[])::jsonb, '{incident}', to_jsonb(standing.incident))
			order by contact.occurred_at, contact.source, contact.event_id), '[]')
		from unnest($3::bigint[], $4::integer[], $5::integer[], $6::text[])
			as standing (contact_id, version, incident, outcome)
		cross join lateral concernd.contact_of(array[child.id], standing.contact_id,
			standing.version) as contact))::text
from concernd.child
where child.id = $1::bigint
