-- Webhooks that said that they are gone: nothing more is sent there. $1 recipients and $2 hashes of
-- their addresses, side by side.
insert into concernd.subscription_end (recipient, address_hash)
select recipient, address_hash
from unnest($1::text[], $2::bytea[]) as row (recipient, address_hash)
on conflict (recipient, address_hash) do update
set ended_at = clock_timestamp(), resumed_at = null
