-- The audit's chain. Rows of the audit are plain and stay as they were written; blocks list them with
-- their hashes, and each block is signed and names the one before. What names a person, or could,
-- stands beside the row and can be erased: the row keeps a salted commitment to it.

set local role concernd_owner;

-- The hashes stand in the blocks, side by side with the rows that they are of.
alter table concernd.audit drop column hash;
alter table concernd.audit add column personal bytea check (length(personal) = 32);
comment on column concernd.audit.personal is
	'Commitment to the personal part of the entry: SHA-256 as include/casework/audit_form.h says. Null: it has none';
comment on column concernd.audit.block is
	'The block that lists it, set once by concernd.audit_seal(); null: not sealed yet';
create index audit_unsealed on concernd.audit (id) where block is null;

create table concernd.audit_personal (
	audit_id bigint primary key references concernd.audit,
	salt bytea not null check (length(salt) = 32),
	value text not null
);
comment on table concernd.audit_personal is
	'What an audit row says that may name or describe a person: reasons, rationales, search terms, who decided. May be erased: the chain holds the commitment alone, and with the salt gone nothing can be guessed from it.';

create table concernd.audit_block (
	number bigint primary key check (number >= 1),
	form integer not null,
	previous bytea not null unique check (length(previous) = 32),
	sealed_at timestamptz not null,
	key bytea not null check (length(key) = 32),
	row_ids bigint[] not null check (cardinality(row_ids) > 0),
	row_hashes bytea not null,
	hash bytea not null check (length(hash) = 32),
	signature bytea not null check (length(signature) = 64),
	check (length(row_hashes) = 32 * cardinality(row_ids))
);
comment on table concernd.audit_block is
	'Audit rows that were sealed together: include/casework/audit_form.h has the exact bytes that are hashed and signed. A row that commits late is in a later block: ids need not rise from block to block.';
comment on column concernd.audit_block.form is 'The version of the form; 1';
comment on column concernd.audit_block.previous is
	'The hash of the block before; 32 zeros in the first. Unique: the chain cannot fork';
comment on column concernd.audit_block.key is 'The Ed25519 public key that verifies the signature';
comment on column concernd.audit_block.row_hashes is '32 bytes for each of row_ids, in their order';

create table concernd.audit_sealer (
	only_one boolean primary key default true check (only_one),
	holder text collate "C" not null,
	leased_until timestamptz not null
);
comment on table concernd.audit_sealer is
	'Which daemon seals. Whoever finds the lease over takes it; the keys of audit_block hold even if two believed to have it.';
insert into concernd.audit_sealer values (true, '', '-infinity');

-- What the runtime role may not read otherwise, but must see to seal it: rows that no block has.
create function concernd.audit_unsealed(most integer)
returns table (id bigint, at timestamptz, actor text, action text, child_ids bigint[],
	       alert_id bigint, contact_ids bigint[], detail text, personal bytea)
language sql stable security definer
set search_path = pg_catalog
as $$
	select audit.id, audit.at, audit.actor, audit.action, audit.child_ids, audit.alert_id,
		audit.contact_ids, audit.detail, audit.personal
	from concernd.audit
	where audit.block is null
	order by audit.id
	limit most
$$;
comment on function concernd.audit_unsealed is 'The oldest rows that are not in a block yet';

-- Appends a block and marks its rows, once. Whoever calls it, it cannot change a row or a block, nor
-- put two blocks behind one: at worst it appends one whose signature does not verify.
create function concernd.audit_seal(number_ bigint, form_ integer, previous_ bytea,
	sealed_at_ timestamptz, key_ bytea, row_ids_ bigint[], row_hashes_ bytea, hash_ bytea,
	signature_ bytea)
returns void
language plpgsql security definer
set search_path = pg_catalog
as $$
declare
	head record;
	marked bigint;
begin
	select block.number, block.hash into head
	from concernd.audit_block block
	order by block.number desc
	limit 1;
	if number_ <> coalesce(head.number, 0) + 1
		or previous_ <> coalesce(head.hash, decode(repeat('00', 32), 'hex')) then
		raise exception 'the chain has grown in between' using errcode = 'serialization_failure';
	end if;
	insert into concernd.audit_block
	values (number_, form_, previous_, sealed_at_, key_, row_ids_, row_hashes_, hash_, signature_);
	update concernd.audit
	set block = number_
	where id = any (row_ids_) and block is null;
	get diagnostics marked = row_count;
	if marked <> cardinality(row_ids_) then
		raise exception 'a row was sealed in between' using errcode = 'serialization_failure';
	end if;
end
$$;
comment on function concernd.audit_seal is
	'The one way to a block: appends it to the head and marks its rows, each for the first time';

revoke execute on function concernd.audit_unsealed(integer) from public;
revoke execute on function concernd.audit_seal(bigint, integer, bytea, timestamptz, bytea, bigint[],
	bytea, bytea, bytea) from public;
grant execute on function concernd.audit_unsealed(integer) to concernd_runtime;
grant execute on function concernd.audit_seal(bigint, integer, bytea, timestamptz, bytea, bigint[],
	bytea, bytea, bytea) to concernd_runtime;

grant select (personal), insert (personal) on concernd.audit to concernd_runtime;
grant insert on concernd.audit_personal to concernd_runtime;
grant select (number, hash, sealed_at) on concernd.audit_block to concernd_runtime, concernd_readonly;
grant select, update (holder, leased_until) on concernd.audit_sealer to concernd_runtime;

-- Auditors read all of it, and leave rows of having looked.
grant select on concernd.audit_block, concernd.audit_personal, concernd.audit_sealer
	to concernd_auditor;
grant insert (actor, action, child_ids, alert_id, contact_ids, detail, personal) on concernd.audit
	to concernd_auditor;
grant insert on concernd.audit_personal to concernd_auditor;
