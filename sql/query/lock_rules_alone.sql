-- Nobody judges, and nobody else applies a rule set, until this transaction ends: see lock_rules.
select pg_advisory_xact_lock(1, 0)
