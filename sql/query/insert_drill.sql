-- TEST notices, one for each way. $1 channels and $2 recipients, side by side; $3 who drills. Returns
-- their ids, in this order.
with row as materialized (
	select channel, recipient, nextval('concernd.outbox_id') as id
	from unnest($1::text[], $2::text[]) with ordinality as row (channel, recipient, place)
	order by place
), audited as (
	insert into concernd.audit (actor, action, detail)
	values ($3::text, 'notices-drilled', (select count(*) from row) || ' ways')
), put as (
	insert into concernd.outbox (id, kind, channel, recipient, created_at, due_at, detail)
	select id, 'test', channel, recipient, clock_timestamp(), clock_timestamp(),
		json_build_object('by', $3)
	from row
)
select id from row order by id
