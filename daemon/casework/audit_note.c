/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

static void bind_ids(struct params *params, struct audit_ids ids)
{
	if (ids.list == NULL) {
		params_null(params);
		return;
	}
	params_array(params, PARAM_INT8, ids.n);
	for (size_t i = 0; i < ids.n; i++)
		params_add_int8(params, ids.list[i]);
}

static void bind_personal(struct params *params, const char *personal)
{
	unsigned char salt[AUDIT_SALT_BYTES], commitment[AUDIT_HASH_BYTES];

	if (personal == NULL) {
		params_null(params);
		params_null(params);
		params_null(params);
		return;
	}
	randombytes_buf(salt, sizeof salt);
	audit_personal_hash(salt, personal, commitment);
	params_bytes(params, commitment, sizeof commitment);
	params_bytes(params, salt, sizeof salt);
	params_text(params, personal);
}

void audit_note_bind(struct params *params, const struct audit_note *note)
{
	params_text(params, note->actor);
	params_text(params, note->action);
	bind_ids(params, note->child_ids);
	if (note->alert_id != 0)
		params_int8(params, note->alert_id);
	else
		params_null(params);
	bind_ids(params, note->contact_ids);
	params_text(params, note->detail != NULL ? note->detail : "");
	bind_personal(params, note->personal);
}

static bool bind_alone(void *context, struct params *params)
{
	audit_note_bind(params, context);
	return true;
}

bool audit_note_now(struct store *store, const struct audit_note *note, struct err *err)
{
	static const struct step step = { "audit_note", bind_alone, NULL, 0 };
	static const struct script script = { "note what was done", &step, 1,
					      INT64_C(30) * USEC_PER_SEC };
	struct audit_note copy = *note;

	return store_run_now(store, &script, &copy, err);
}

static void add_all(struct params *params, const unsigned char *bytes, size_t size, size_t n)
{
	params_array(params, PARAM_BYTES, n);
	for (size_t i = 0; i < n; i++)
		params_add_bytes(params, bytes + i * size, size);
}

void audit_notes_bind(struct params *params, const struct audit_note *note,
		      const struct audit_about *about, size_t n)
{
	unsigned char *salts = mem_new(n + 1, AUDIT_SALT_BYTES);
	unsigned char *commitments = mem_new(n + 1, AUDIT_HASH_BYTES);

	randombytes_buf(salts, n * AUDIT_SALT_BYTES);
	for (size_t i = 0; i < n; i++)
		audit_personal_hash(salts + i * AUDIT_SALT_BYTES, note->personal,
				    commitments + i * AUDIT_HASH_BYTES);
	params_text(params, note->actor);
	params_text(params, note->action);
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n; i++)
		params_add_int8(params, about[i].child_id);
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n; i++)
		params_add_int8(params, about[i].alert_id);
	params_text(params, note->detail != NULL ? note->detail : "");
	add_all(params, commitments, AUDIT_HASH_BYTES, n);
	add_all(params, salts, AUDIT_SALT_BYTES, n);
	params_text(params, note->personal);
	mem_free(salts);
	mem_free(commitments);
}

static struct audit_ids read_ids(const struct rows *rows, size_t row, int column,
				 struct arena *arena)
{
	if (rows_is_null(rows, row, column))
		return (struct audit_ids){ NULL, 0 };
	size_t n = rows_array_count(rows, row, column);
	int64_t *list = arena_new(arena, n + 1, sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = rows_array_int8(rows, row, column, i);
	return (struct audit_ids){ list, n };
}

static const unsigned char *read_hash(const struct rows *rows, size_t row, int column,
				      struct arena *arena)
{
	size_t n;
	unsigned char *hash;

	if (rows_is_null(rows, row, column))
		return NULL;
	hash = arena_new(arena, AUDIT_HASH_BYTES, 1);
	const void *bytes = rows_bytes(rows, row, column, &n);

	memcpy(hash, bytes, n < AUDIT_HASH_BYTES ? n : AUDIT_HASH_BYTES);
	return hash;
}

void audit_row_read(const struct rows *rows, size_t row, struct arena *arena, struct audit_row *ret)
{
	*ret = (struct audit_row){
		.id = rows_int8(rows, row, 0),
		.at_us = rows_time(rows, row, 1),
		.actor = arena_strdup(arena, rows_text(rows, row, 2)),
		.action = arena_strdup(arena, rows_text(rows, row, 3)),
		.child_ids = read_ids(rows, row, 4, arena),
		.alert_id = rows_is_null(rows, row, 5) ? 0 : rows_int8(rows, row, 5),
		.contact_ids = read_ids(rows, row, 6, arena),
		.detail = arena_strdup(arena, rows_text(rows, row, 7)),
		.personal = read_hash(rows, row, 8, arena),
	};
}
