-- What this transaction writes may be lost with the server: leases and marks of notices, which are
-- then told twice, and never not at all. It need not wait for the disk, nor for a standby.
select set_config('synchronous_commit', 'off', true)
