-- How each of our connections works. Every statement finds its rows by a key, also in tables that
-- grow from nothing in one night: one plan, nested look-ups, whatever the statistics say.
select set_config('default_transaction_isolation', 'read committed', false),
	set_config('statement_timeout', '30s', false),
	set_config('lock_timeout', '10s', false),
	set_config('idle_in_transaction_session_timeout', '60s', false),
	set_config('client_connection_check_interval', '10s', false),
	set_config('plan_cache_mode', 'force_generic_plan', false),
	set_config('enable_seqscan', 'off', false),
	set_config('enable_bitmapscan', 'off', false),
	set_config('enable_hashjoin', 'off', false),
	set_config('enable_mergejoin', 'off', false),
	set_config('enable_material', 'off', false),
	set_config('enable_memoize', 'off', false),
	set_config('jit', 'off', false)
