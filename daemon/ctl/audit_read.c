/* SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "casework/audit_key.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* The chain as the database has it. Nothing of it is believed: lengths are checked, what does not fit
 * reads as zeros and fails to verify. */

enum { PAGE_BLOCKS = 8, PAGE_ROWS = 5000, PAGE_SECONDS = 60 };

struct reading {
	struct audit_page *page;
	struct audit_call *call;
	int64_t after;
};

static const unsigned char *fixed_bytes(const struct rows *rows, size_t row, int column,
					size_t want, struct arena *arena)
{
	size_t n;
	unsigned char *copy;

	if (rows_is_null(rows, row, column))
		return NULL;
	copy = arena_new(arena, want + 1, 1);
	const void *bytes = rows_bytes(rows, row, column, &n);

	if (n == want)
		memcpy(copy, bytes, n);
	return copy;
}

void audit_entry_read(const struct rows *rows, size_t row, struct arena *arena,
		      struct audit_entry *ret)
{
	audit_row_read(rows, row, arena, &ret->row);
	ret->block = rows_is_null(rows, row, 9) ? 0 : rows_int8(rows, row, 9);
	ret->salt = fixed_bytes(rows, row, 10, AUDIT_SALT_BYTES, arena);
	ret->value = arena_strdup(arena, rows_text(rows, row, 11));
}

static void read_link(const struct rows *rows, size_t row, struct arena *arena,
		      struct audit_link *ret)
{
	size_t n = rows_array_count(rows, row, 5);
	int64_t *ids = arena_new(arena, n + 1, sizeof *ids);

	for (size_t i = 0; i < n; i++)
		ids[i] = rows_array_int8(rows, row, 5, i);
	*ret = (struct audit_link){
		.block = {
			.number = rows_int8(rows, row, 0),
			.previous = fixed_bytes(rows, row, 2, AUDIT_HASH_BYTES, arena),
			.sealed_us = rows_time(rows, row, 3),
			.key = fixed_bytes(rows, row, 4, AUDIT_KEY_BYTES, arena),
			.row_ids = ids,
			.row_hashes = fixed_bytes(rows, row, 6, n * AUDIT_HASH_BYTES, arena),
			.n_rows = n,
		},
		.form = rows_int4(rows, row, 1),
		.hash = fixed_bytes(rows, row, 7, AUDIT_HASH_BYTES, arena),
		.signature = fixed_bytes(rows, row, 8, AUDIT_SIGNATURE_BYTES, arena),
	};
}

static bool bind_blocks(void *context, struct params *params)
{
	const struct reading *reading = context;

	params_int8(params, reading->after);
	params_int4(params, PAGE_BLOCKS);
	return true;
}

static bool take_blocks(void *context, const struct rows *rows, struct err *err)
{
	struct audit_page *page = ((struct reading *)context)->page;

	(void)err;
	page->n_links = rows_count(rows);
	page->links = arena_new(&page->arena, page->n_links, sizeof *page->links);
	for (size_t i = 0; i < page->n_links; i++)
		read_link(rows, i, &page->arena, &page->links[i]);
	return true;
}

static bool bind_ids(void *context, struct params *params)
{
	const struct audit_page *page = ((struct reading *)context)->page;
	size_t n = 0;

	for (size_t i = 0; i < page->n_links; i++)
		n += page->links[i].block.n_rows;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < page->n_links; i++)
		for (size_t j = 0; j < page->links[i].block.n_rows; j++)
			params_add_int8(params, page->links[i].block.row_ids[j]);
	return true;
}

static bool take_rows(void *context, const struct rows *rows, struct err *err)
{
	struct audit_page *page = ((struct reading *)context)->page;

	(void)err;
	page->n_entries = rows_count(rows);
	page->entries = arena_new(&page->arena, page->n_entries, sizeof *page->entries);
	for (size_t i = 0; i < page->n_entries; i++)
		audit_entry_read(rows, i, &page->arena, &page->entries[i]);
	return true;
}

bool audit_read_page(struct audit_call *call, int64_t after, struct audit_page *ret,
		     struct err *err)
{
	static const struct step steps[] = {
		{ "audit_blocks", bind_blocks, take_blocks, STEP_WAIT },
		{ "audit_rows", bind_ids, take_rows, 0 },
	};
	static const struct script script = { "read the audit's chain", steps, 2,
					      INT64_C(1000000) * PAGE_SECONDS };
	struct reading reading = { .page = ret, .call = call, .after = after };

	*ret = (struct audit_page){ .n_links = 0 };
	arena_init(&ret->arena);
	return store_run_now(call->database.store, &script, &reading, err);
}

static bool bind_after(void *context, struct params *params)
{
	const struct reading *reading = context;

	params_int8(params, reading->after);
	params_int4(params, PAGE_ROWS);
	return true;
}

bool audit_read_rows(struct audit_call *call, int64_t after, struct audit_page *ret,
		     struct err *err)
{
	static const struct step steps[] = { { "audit_all_rows", bind_after, take_rows, 0 } };
	static const struct script script = { "read the audit's rows", steps, 1,
					      INT64_C(1000000) * PAGE_SECONDS };
	struct reading reading = { .page = ret, .call = call, .after = after };

	*ret = (struct audit_page){ .n_links = 0 };
	arena_init(&ret->arena);
	return store_run_now(call->database.store, &script, &reading, err);
}

static int compare_id(const void *key, const void *element)
{
	int64_t id = *(const int64_t *)key;
	int64_t other = ((const struct audit_entry *)element)->row.id;

	return (id > other) - (id < other);
}

const struct audit_entry *audit_page_find(const struct audit_page *page, int64_t id)
{
	if (page->n_entries == 0)
		return NULL;
	return bsearch(&id, page->entries, page->n_entries, sizeof *page->entries, compare_id);
}

/* ---- As JSON ---- */

static json_t *ids_json(struct audit_ids ids)
{
	if (ids.list == NULL)
		return json_null();
	json_t *list = json_array();

	for (size_t i = 0; i < ids.n; i++)
		json_array_append_new(list, json_integer(ids.list[i]));
	return list;
}

static json_t *hex_json(const unsigned char *bytes)
{
	char hex[AUDIT_KEY_HEX];

	return bytes != NULL ? json_string(audit_hex(bytes, hex)) : json_null();
}

json_t *audit_entry_json(const struct audit_entry *entry, bool personal)
{
	const struct audit_row *row = &entry->row;
	char at[32];
	json_t *json = json_pack("{s:s, s:I, s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:o, s:o}",
				 "type", "row", "id", (json_int_t)row->id, "at_us",
				 (json_int_t)row->at_us, "at", time_format(row->at_us, at), "actor",
				 row->actor, "action", row->action, "child_ids",
				 ids_json(row->child_ids), "alert_id",
				 row->alert_id != 0 ? json_integer(row->alert_id) : json_null(),
				 "contact_ids", ids_json(row->contact_ids), "detail", row->detail,
				 "personal", hex_json(row->personal), "block",
				 entry->block != 0 ? json_integer(entry->block) : json_null());

	if (personal && entry->value != NULL) {
		json_object_set_new(json, "salt", hex_json(entry->salt));
		json_object_set_new(json, "value", json_string(entry->value));
	}
	return json;
}

/* ---- Who looked ---- */

bool audit_note_look(struct audit_call *call, const char *action, const char *detail,
		     struct err *err)
{
	return audit_note_now(
		call->database.store,
		&(struct audit_note){
			.actor = call->actor,
			.action = action,
			.child_ids = { call->child != 0 ? &call->child : NULL, call->child != 0 },
			.detail = detail,
		},
		err);
}
