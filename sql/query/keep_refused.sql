-- What a sender sent and we refused, kept until a person has it replayed or discarded; the same
-- again only counts up. $1 to $7 side by side.
insert into concernd.refused (sender, received_at, last_received_at, source, event_id, content_type,
	body, body_hash, problems)
select distinct on (sender, body_hash) sender, clock_timestamp(), clock_timestamp(), source,
	event_id, content_type, body, body_hash, problems
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::text[])
	as row (sender, source, event_id, content_type, body, body_hash, problems)
order by sender, body_hash
on conflict (sender, body_hash) where state = 'kept' do update
set last_received_at = excluded.last_received_at, times = refused.times + 1
