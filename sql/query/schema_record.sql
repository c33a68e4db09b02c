-- Notes that a file of sql/schema was run; in the transaction that ran it.
-- $1 its number, $2 its name, $3 BLAKE2b-256 of its text
insert into concernd.schema_version (version, name, hash)
values ($1::integer, $2::text, $3::bytea)
