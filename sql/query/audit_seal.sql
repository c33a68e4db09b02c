-- Appends a block: $1 number, $2 version of the form, $3 hash of the block before, $4 when, $5 public
-- key, $6 ids of its rows, $7 their hashes one behind the other, $8 its own hash, $9 the signature.
select concernd.audit_seal($1::bigint, $2::integer, $3::bytea, $4::timestamptz, $5::bytea,
	$6::bigint[], $7::bytea, $8::bytea, $9::bytea)
