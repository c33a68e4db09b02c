-- Claims notices that are due, on channels that this daemon serves, so that no other daemon sends
-- them until the lease has passed. What a notice tells is of the evidence version that it is about.
-- Row by row, so that no plan, made while there were hardly any, begins with all notices or alerts:
-- a row that is locked stays where it is, so it is found again by its place.
--   $1 text[]   channels
--   $2 integer  at most so many
--   $3 integer  the lease, in seconds
with due as materialized (
	select ctid as place
	from concernd.outbox
	where sent_at is null and dead_at is null
	  and due_at <= clock_timestamp()
	  and (leased_until is null or leased_until <= clock_timestamp())
	  and channel = any ($1::text[])
	order by due_at, id
	limit $2::integer
	for update skip locked
), claimed as (
	update concernd.outbox
	set leased_until = clock_timestamp() + $3::integer * interval '1 second',
	    attempts = attempts + 1
	where outbox.ctid = any (array(select place from due))
	returning outbox.*
)
select claimed.id, claimed.channel, claimed.kind, claimed.attempts, claimed.alert_id,
       claimed.evidence_version, alert.rule, rule.title, told.level, claimed.recipient,
       claimed.created_at, claimed.deadline, claimed.detail,
       array(select encode(address_hash, 'hex') from concernd.subscription_end
	     where subscription_end.recipient = claimed.recipient
		and resumed_at is null) as ended,
       feedback.says, feedback.reference, feedback.outcome, feedback.decided_at, feedback.source,
       feedback.event_id,
       claimed.request_id, request.reference, request.source, request.event_id
from claimed
left join lateral (
	select alert_version.level
	from concernd.alert_version
	where alert_version.child_id = claimed.child_id
	  and alert_version.alert_id = claimed.alert_id
	  and alert_version.version = claimed.evidence_version
	offset 0
) as told on true
left join lateral (
	select alert.rule_set, alert.rule
	from concernd.alert
	where alert.child_id = claimed.child_id and alert.id = claimed.alert_id
	offset 0
) as alert on true
left join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
left join lateral (
	select * from concernd.feedback where feedback.id = claimed.feedback_id offset 0
) as feedback on true
left join lateral (
	select * from concernd.request where request.id = claimed.request_id offset 0
) as request on true
order by claimed.id
