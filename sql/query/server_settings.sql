-- Settings of the server that are not as concernd needs them; no row when all is well.
-- kind: `unsafe`, an acknowledged contact could be lost; `leaks`, the server's own log would quote
-- what senders said of a person; `standby`, no writes here.
select setting.name::text, setting.setting::text, wanted.value, wanted.kind
from pg_settings setting
join (values ('fsync', 'on', 'unsafe'),
	     ('full_page_writes', 'on', 'unsafe'),
	     ('server_encoding', 'UTF8', 'unsafe'),
	     ('transaction_read_only', 'off', 'standby'),
	     ('log_error_verbosity', 'terse', 'leaks'),
	     ('log_min_error_statement', 'panic', 'leaks'),
	     ('log_parameter_max_length_on_error', '0', 'leaks')) as wanted (name, value, kind)
	on wanted.name = setting.name and wanted.value <> setting.setting
union all
select 'synchronous_commit', 'off', 'on', 'unsafe'
where current_setting('synchronous_commit') = 'off'
union all
select 'log_parameter_max_length', current_setting('log_parameter_max_length'), '0', 'leaks'
where current_setting('log_parameter_max_length') <> '0'
	and (current_setting('log_statement') <> 'none'
	     or current_setting('log_min_duration_statement') <> '-1'
	     or current_setting('log_min_duration_sample') <> '-1'
	     or current_setting('log_duration') = 'on')
