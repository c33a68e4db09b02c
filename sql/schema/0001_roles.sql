-- Roles, the schema that holds everything, and the list of these files.
--
-- Five roles, each with no more than its part:
--   concernd_owner     owns every object; nobody signs in as it
--   concernd_migrate   may become the owner: `concernctl schema upgrade`
--   concernd_runtime   the daemon: adds facts, cannot change or remove one
--   concernd_readonly  reports and backtests: nothing that names a person
--   concernd_auditor   reads the audit, and what is needed to check it
-- Roles belong to the whole server: where a DBA has made them, they are taken as they are. They
-- have no passwords: let them in by peer, certificate or what pg_hba.conf says.

do $$
declare
	wanted record;
begin
	for wanted in
		select *
		from (values ('concernd_owner', 'nologin'),
			     ('concernd_migrate', 'login'),
			     ('concernd_runtime', 'login'),
			     ('concernd_readonly', 'login'),
			     ('concernd_auditor', 'login')) as role (name, login)
		where not exists (select from pg_roles where rolname = role.name)
	loop
		execute format('create role %I %s', wanted.name, wanted.login);
	end loop;
	if not pg_has_role('concernd_migrate', 'concernd_owner', 'member') then
		grant concernd_owner to concernd_migrate;
	end if;
	if not pg_has_role(current_user, 'concernd_owner', 'member') then
		execute format('grant concernd_owner to %I', current_user);
	end if;
	if not has_database_privilege('concernd_owner', current_database(), 'create') then
		execute format('grant create on database %I to concernd_owner', current_database());
	end if;
end
$$;

set local role concernd_owner;

create schema concernd;
comment on schema concernd is
	'concernd: contacts about children from several agencies, and the alerts they add up to';
grant usage on schema concernd
	to concernd_runtime, concernd_readonly, concernd_auditor;

create table concernd.schema_version (
	version integer primary key,
	name text not null,
	hash bytea not null check (length(hash) = 32),
	applied_at timestamptz not null default clock_timestamp(),
	applied_by text not null default session_user
);
comment on table concernd.schema_version is
	'The files of sql/schema that this database has seen. A concernd that does not know the highest refuses to start.';
comment on column concernd.schema_version.hash is
	'BLAKE2b-256 of the file: a changed file is told, never run again';
grant select on concernd.schema_version
	to concernd_migrate, concernd_runtime, concernd_readonly, concernd_auditor;
