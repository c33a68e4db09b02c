-- Nobody applies a rule set while this transaction judges: who applies takes the same lock alone
-- (pg_advisory_xact_lock), before writing the next version.
select pg_advisory_xact_lock_shared(1, 0)
