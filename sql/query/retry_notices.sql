-- A person has notices that were given up tried anew, and subscriptions of their receivers that were
-- ended with them. $1 ids (empty: all), $2 of one recipient (null: all), $3 who. Returns which.
with retried as (
	update concernd.outbox
	set dead_at = null, retried_at = clock_timestamp(), due_at = clock_timestamp(), attempts = 0,
		last_error = null
	where dead_at is not null and (cardinality($1::bigint[]) = 0 or id = any ($1))
		and ($2::text is null or recipient = $2)
	returning id, recipient, alert_id
), resumed as (
	update concernd.subscription_end
	set resumed_at = clock_timestamp()
	where resumed_at is null and recipient in (select recipient from retried)
), audited as (
	insert into concernd.audit (actor, action, alert_id, detail)
	select $3::text, 'notice-retried', alert_id, 'notice ' || id from retried
)
select id from retried order by id
