-- The rules that judge. The files on disk are a proposal: what stands here is in force, so several
-- daemons never judge by different rules.

set local role concernd_owner;

create table concernd.rule_set (
	version integer primary key,
	text text not null,
	conf_hash bytea not null check (length(conf_hash) = 32),
	rules_hash bytea not null check (length(rules_hash) = 32),
	applied_at timestamptz not null default clock_timestamp(),
	applied_by text not null,
	reason text not null,
	difference text not null
);
comment on table concernd.rule_set is
	'Each rule set that was ever in force. The highest version is; every transaction that judges reads it.';
comment on column concernd.rule_set.text is 'rules.conf, whole, as libconfig writes it';
comment on column concernd.rule_set.conf_hash is 'BLAKE2b-256 of concernd.conf as it stood';
comment on column concernd.rule_set.rules_hash is 'BLAKE2b-256 of rules.conf as it stood';
comment on column concernd.rule_set.difference is
	'From the version before, a line a change, as `concernctl rules` shows it';

create table concernd.rule (
	version integer not null references concernd.rule_set,
	name text collate "C" not null,
	title text not null,
	mode text collate "C" not null check (mode in ('live', 'shadow', 'off')),
	meaning_hash bytea not null check (length(meaning_hash) = 32),
	first_applied_at timestamptz not null,
	text text not null,
	primary key (version, name)
);
comment on table concernd.rule is
	'The rules of each rule set: an alert keeps the text of the rule it rose under by its version.';
comment on column concernd.rule.meaning_hash is
	'BLAKE2b-256 of what decides whether it holds: title and basis may change without a new look-back';
comment on column concernd.rule.first_applied_at is
	'When a rule of this name and meaning was first in force: contacts recorded long before are history for it';

grant select, insert on concernd.rule_set, concernd.rule to concernd_runtime;
grant select on concernd.rule_set, concernd.rule to concernd_readonly, concernd_auditor;
