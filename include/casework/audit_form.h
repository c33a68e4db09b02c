/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_AUDIT_FORM_H
#define CONCERND_CASEWORK_AUDIT_FORM_H

#include <stddef.h>
#include <stdint.h>

/*
 * The bytes that the audit's chain is made of, version 1: all that an independent verifier needs to
 * know. Pure functions; nobody else in concernd computes these hashes.
 *
 * Values are written one behind the other, without padding:
 *   u8, u32, i64   big-endian, i64 in two's complement
 *   bytes          u32 length, then the bytes
 *   text           bytes of UTF-8
 *   optional X     u8 0 where there is none, else u8 1 and X
 *   list of X      u32 how many, then each
 *
 * A row of the audit (table concernd.audit):
 *   text "concernd.audit.row", u32 1,
 *   i64 id, i64 at (microseconds since 1970-01-01T00:00:00Z), text actor, text action,
 *   optional list of i64 child_ids, optional i64 alert_id, optional list of i64 contact_ids,
 *   text detail, optional bytes personal (32: the commitment)
 * Its hash is SHA-256 of these bytes.
 *
 * The commitment to a personal part (table concernd.audit_personal) is SHA-256 of:
 *   text "concernd.audit.personal", u32 1, bytes salt (32 random ones), text value
 * Without the salt nobody can try values; where salt and value are erased, the row still verifies.
 *
 * A block (table concernd.audit_block):
 *   text "concernd.audit.block", u32 1,
 *   i64 number (1, 2, …), bytes previous (32: the hash of block number - 1; zeros in block 1),
 *   i64 sealed_at (microseconds), bytes key (32: the Ed25519 public key),
 *   list of rows, each: i64 id, bytes hash (32)
 * Its hash is SHA-256 of these bytes; its signature is Ed25519 (RFC 8032, pure) over the 32 bytes of
 * the hash. A chain verifies if the numbers have no gap, each `previous` is the hash of the block before,
 * each hash and signature is right, the key is one that is trusted, each listed row stands in the
 * audit with the listed hash, and no row claims a block that does not list it.
 */

enum {
	AUDIT_FORM = 1,
	AUDIT_HASH_BYTES = 32,
	AUDIT_SALT_BYTES = 32,
	AUDIT_KEY_BYTES = 32,
	AUDIT_SIGNATURE_BYTES = 64,
};

/* A list of ids that may be missing, which is not the same as empty. */
struct audit_ids {
	const int64_t *list; /* NULL: there is none; of an empty one anything else */
	size_t n;
};

struct audit_row {
	int64_t id;
	int64_t at_us;
	const char *actor, *action;
	struct audit_ids child_ids;
	int64_t alert_id; /* 0: none */
	struct audit_ids contact_ids;
	const char *detail;
	const unsigned char *personal; /* AUDIT_HASH_BYTES; NULL: none */
};

struct audit_block {
	int64_t number;
	const unsigned char *previous; /* AUDIT_HASH_BYTES */
	int64_t sealed_us;
	const unsigned char *key; /* AUDIT_KEY_BYTES */
	const int64_t *row_ids;
	const unsigned char *row_hashes; /* AUDIT_HASH_BYTES each */
	size_t n_rows;
};

void audit_row_hash(const struct audit_row *row, unsigned char ret[AUDIT_HASH_BYTES]);

void audit_personal_hash(const unsigned char salt[AUDIT_SALT_BYTES], const char *value,
			 unsigned char ret[AUDIT_HASH_BYTES]);

void audit_block_hash(const struct audit_block *block, unsigned char ret[AUDIT_HASH_BYTES]);

#endif
