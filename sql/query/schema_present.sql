-- Whether `concernctl schema upgrade` was ever run on this database.
select to_regclass('concernd.schema_version') is not null
