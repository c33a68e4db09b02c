/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/audit_form.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

/* Every value goes straight into the hash: what is written is told by the header, byte by byte. */

struct form {
	crypto_hash_sha256_state state;
};

static void put(struct form *form, const void *bytes, size_t n)
{
	crypto_hash_sha256_update(&form->state, bytes, n);
}

static void put_u8(struct form *form, unsigned char value)
{
	put(form, &value, 1);
}

static void put_number(struct form *form, uint64_t value, size_t n)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (unsigned char)(value >> (8 * (n - 1 - i)));
	put(form, bytes, n);
}

static void put_u32(struct form *form, size_t value)
{
	put_number(form, value, 4);
}

static void put_i64(struct form *form, int64_t value)
{
	put_number(form, (uint64_t)value, 8);
}

static void put_bytes(struct form *form, const void *bytes, size_t n)
{
	put_u32(form, n);
	put(form, bytes, n);
}

static void put_text(struct form *form, const char *text)
{
	put_bytes(form, text, strlen(text));
}

static void put_ids(struct form *form, struct audit_ids ids)
{
	put_u8(form, ids.list != NULL);
	if (ids.list == NULL)
		return;
	put_u32(form, ids.n);
	for (size_t i = 0; i < ids.n; i++)
		put_i64(form, ids.list[i]);
}

static void begin(struct form *form, const char *name)
{
	crypto_hash_sha256_init(&form->state);
	put_text(form, name);
	put_u32(form, AUDIT_FORM);
}

static void end(struct form *form, unsigned char *ret)
{
	crypto_hash_sha256_final(&form->state, ret);
}

void audit_row_hash(const struct audit_row *row, unsigned char ret[AUDIT_HASH_BYTES])
{
	struct form form;

	begin(&form, "concernd.audit.row");
	put_i64(&form, row->id);
	put_i64(&form, row->at_us);
	put_text(&form, row->actor);
	put_text(&form, row->action);
	put_ids(&form, row->child_ids);
	put_u8(&form, row->alert_id != 0);
	if (row->alert_id != 0)
		put_i64(&form, row->alert_id);
	put_ids(&form, row->contact_ids);
	put_text(&form, row->detail);
	put_u8(&form, row->personal != NULL);
	if (row->personal != NULL)
		put_bytes(&form, row->personal, AUDIT_HASH_BYTES);
	end(&form, ret);
}

void audit_personal_hash(const unsigned char salt[AUDIT_SALT_BYTES], const char *value,
			 unsigned char ret[AUDIT_HASH_BYTES])
{
	struct form form;

	begin(&form, "concernd.audit.personal");
	put_bytes(&form, salt, AUDIT_SALT_BYTES);
	put_text(&form, value);
	end(&form, ret);
}

void audit_block_hash(const struct audit_block *block, unsigned char ret[AUDIT_HASH_BYTES])
{
	struct form form;

	begin(&form, "concernd.audit.block");
	put_i64(&form, block->number);
	put_bytes(&form, block->previous, AUDIT_HASH_BYTES);
	put_i64(&form, block->sealed_us);
	put_bytes(&form, block->key, AUDIT_KEY_BYTES);
	put_u32(&form, block->n_rows);
	for (size_t i = 0; i < block->n_rows; i++) {
		put_i64(&form, block->row_ids[i]);
		put_bytes(&form, block->row_hashes + i * AUDIT_HASH_BYTES, AUDIT_HASH_BYTES);
	}
	end(&form, ret);
}
