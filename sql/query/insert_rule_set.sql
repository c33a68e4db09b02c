-- The next rule set. $1 version, $2 text, $3 and $4 hashes of concernd.conf and rules.conf, $5 who,
-- $6 why, $7 the difference.
insert into concernd.rule_set (version, text, conf_hash, rules_hash, applied_by, reason, difference)
values ($1::integer, $2::text, $3::bytea, $4::bytea, $5::text, $6::text, $7::text)
