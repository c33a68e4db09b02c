-- One alert with all that a decision on it needs, as JSON. $1 the alert, $2 the marks of summaries that
-- the reader may read, $3 who that is, $4 on duty or not.
select json_build_object('id', alert.id, 'state', alert.state, 'level', alert.level,
	'mode', alert.mode, 'rule', json_build_object('name', alert.rule, 'title', rule.title),
	'rule_set', alert.rule_set, 'scope', alert.scope,
	'child', concernd.face((concernd.children_of(alert))[1]),
	'children', concernd.faces(concernd.children_of(alert)),
	'decide_by', (select concernd.instant(clock.due_at) from concernd.clock
		where clock.child_id = alert.child_id and clock.alert_id = alert.id
			and clock.kind = 'decide' and clock.ended_at is null),
	'clocks', (select coalesce(json_agg(json_build_object('kind', clock.kind,
			'action', case clock.kind when 'act' then clock.part end,
			'request', case clock.kind when 'answer' then clock.part end,
			'meeting', case clock.kind when 'conference' then clock.part end,
			'due_at', concernd.instant(clock.due_at),
			'missed_at', concernd.instant(clock.missed_at),
			'ended_at', concernd.instant(clock.ended_at)) order by clock.due_at, clock.kind), '[]')
		from concernd.clock
		where clock.child_id = alert.child_id and clock.alert_id = alert.id),
	'true_since', concernd.instant(alert.became_true_at),
	'known_at', concernd.instant(alert.known_at),
	'changed_at', concernd.instant(alert.changed_at),
	'evidence_version', alert.evidence_version,
	'incidents', (select coalesce(max(i), 0) from unnest(latest.incidents) as i),
	'agencies', latest.agencies, 'categories', latest.categories,
	'acknowledged_at', concernd.instant(alert.acknowledged_at),
	'acknowledged_by', concernd.title_of(alert.acknowledged_by),
	'withdrawn_by', alert.withdrawn_by, 'corrected_at', concernd.instant(alert.corrected_at),
	'decision', concernd.decision_said(alert.child_id, alert.id),
	'last_decision', (select json_build_object('alert', before.id, 'decision',
			concernd.decision_said(before.child_id, before.id))
		from concernd.alert before
		where before.child_id = alert.child_id and before.rule = alert.rule
			and before.state = 'decided' and before.id <> alert.id
		order by before.decided_at desc limit 1),
	'evidence', (select coalesce(json_agg(json_build_object('incident', told.incident,
			'contacts', told.contacts) order by told.incident), '[]')
		from (select evidence.incident, json_agg(jsonb_set(concernd.contact_said(contact,
				coalesce((select correction.outcome from concernd.correction
				  where correction.of_source = contact.source
					and correction.of_event_id = contact.event_id
					and correction.kind = 'outcome'
				  order by correction.at desc, correction.source desc,
					correction.event_id desc, correction.resend desc
				  limit 1), contact.outcome), $2::text[])::jsonb, '{new}',
				to_jsonb(not exists (
					select from concernd.alert before
					join concernd.alert_version judged on judged.child_id = before.child_id
						and judged.alert_id = before.id
						and judged.version = before.evidence_version
					cross join unnest(judged.contact_ids, judged.contact_versions)
						as had (contact_id, version)
					where before.child_id = alert.child_id and before.rule = alert.rule
						and before.state = 'decided' and before.id <> alert.id
						and had.contact_id = evidence.contact_id
						and had.version = evidence.version)))
				order by evidence.place) as contacts
		      from unnest(latest.contact_ids, latest.contact_versions, latest.incidents)
			with ordinality as evidence (contact_id, version, incident, place)
		      cross join lateral concernd.contact_of(concernd.children_of(alert),
			evidence.contact_id, evidence.version) as contact
		      group by evidence.incident) as told),
	'versions', (select json_agg(json_build_object('version', version.version,
			'recorded_at', concernd.instant(version.recorded_at), 'change', version.change,
			'level', version.level,
			'incidents', (select coalesce(max(i), 0) from unnest(version.incidents) as i))
			order by version.version)
		from concernd.alert_version version
		where version.child_id = alert.child_id and version.alert_id = alert.id),
	'told', (select coalesce(json_agg(json_build_object('kind', outbox.kind,
			'clock', outbox.detail::jsonb ->> 'clock', 'channel', outbox.channel,
			'recipient', nullif(outbox.recipient, ''),
			'at', concernd.instant(outbox.created_at),
			'sent_at', concernd.instant(outbox.sent_at),
			'given_up_at', concernd.instant(outbox.dead_at)) order by outbox.id), '[]')
		from concernd.outbox
		where outbox.child_id = alert.child_id and outbox.alert_id = alert.id
			and outbox.kind in ('risen', 'grown', 'escalated', 'withdrawn', 'missed')),
	'feedback', (select coalesce(json_agg(json_build_object('agency', owed.agency,
			'says', owed.says, 'contacts', owed.contacts, 'heard', owed.heard,
			'due_at', concernd.instant(owed.due_at),
			'heard_at', concernd.instant(owed.heard_at),
			'overdue', owed.heard < owed.contacts and owed.due_at < clock_timestamp())
			order by owed.agency), '[]')
		from (select agency, min(says) as says, count(*) as contacts,
			count(done_at) as heard, min(due_at) as due_at, max(done_at) as heard_at
		      from concernd.feedback
		      where feedback.child_id = alert.child_id and feedback.alert_id = alert.id
		      group by agency) as owed),
	'household_alerts', (select coalesce(json_agg(json_build_object('id', other.id,
			'state', other.state, 'level', other.level, 'rule', other.rule,
			'title', named.title, 'evidence_version', other.evidence_version,
			'child', concernd.face((concernd.children_of(other))[1])) order by other.id), '[]')
		from (select distinct near.child_id
		      from concernd.residence mine
		      join concernd.residence near on near.household_id = mine.household_id
		      where mine.child_id = any (concernd.children_of(alert))
			and near.child_id <> all (concernd.children_of(alert))) as sibling
		join concernd.alert other on other.child_id = sibling.child_id
		join concernd.rule named on named.version = other.rule_set and named.name = other.rule
		where other.state in ('new', 'acknowledged') and other.mode = 'live'
			and not concernd.is_closed_to(other, $3::text, $4::boolean)),
	'other_alerts', (select coalesce(json_agg(json_build_object('id', other.id,
			'state', other.state, 'level', other.level, 'rule', other.rule,
			'title', named.title, 'evidence_version', other.evidence_version) order by other.id),
			'[]')
		from concernd.alert other
		join concernd.rule named on named.version = other.rule_set and named.name = other.rule
		where concernd.children_of(other) && concernd.children_of(alert) and other.id <> alert.id
			and other.state in ('new', 'acknowledged') and other.mode = 'live'))::text
from concernd.alert
join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
join concernd.alert_version latest on latest.child_id = alert.child_id
	and latest.alert_id = alert.id and latest.version = alert.evidence_version
where alert.id = $1::bigint
