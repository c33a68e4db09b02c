-- Somebody signs out. $1 hash of the token.
with ended as (
	update concernd.session set ended_at = clock_timestamp()
	where token_hash = $1::bytea and ended_at is null
	returning person
)
insert into concernd.audit (actor, action)
select 'user:' || person, 'signed-out' from ended
