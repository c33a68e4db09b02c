-- Keeps a second `concernctl schema upgrade` waiting until this transaction ends, ten seconds at
-- most; a table that is busy for longer than that fails the upgrade too, not the daemon.
select set_config('lock_timeout', '10s', true),
	pg_advisory_xact_lock(hashtextextended('concernd schema', 0))
