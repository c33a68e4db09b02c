/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "audit_trust.h"
#include "base/clock.h"
#include "config/settings.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/*
 * Goes along the chain, block by block, as include/casework/audit_form.h says when it verifies, and tells each
 * fault with the number of the row or block it lies in. All faults are told, not the first alone.
 */

struct verifying {
	struct audit_call *call;
	struct audit_trust trust;
	json_t *faults;
	int64_t blocks, rows, erased;
	int64_t expected; /* the next block's number */
	unsigned char previous[AUDIT_HASH_BYTES];
	int64_t waiting, late;
	int64_t after; /* strays */
	bool done;
};

enum { FAULTS_MOST = 1000, SCRIPT_SECONDS = 120, STRAY_ROWS = 50000 };

static void fault(struct verifying *verifying, const char *what, int64_t number, const char *kind,
		  const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void fault(struct verifying *verifying, const char *what, int64_t number, const char *kind,
		  const char *fmt, ...)
{
	char text[240];
	va_list args;

	if (json_array_size(verifying->faults) == FAULTS_MOST)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	json_array_append_new(verifying->faults,
			      json_pack("{s:s, s:I, s:s, s:s}", "in", what, "number",
					(json_int_t)number, "kind", kind, "detail", text));
}

static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, AUDIT_HASH_BYTES) == 0;
}

/* ---- Rows ---- */

/* A row that does not hash as it was sealed. */
struct suspect {
	const struct audit_entry *entry;
	const unsigned char *sealed;
	int64_t block;
};

/* If what stands as this row was sealed as another of the suspects: its id, else 0. */
static int64_t sealed_as(const struct suspect *suspects, size_t n, const struct audit_entry *entry)
{
	unsigned char hash[AUDIT_HASH_BYTES];
	struct audit_row row = entry->row;

	for (size_t i = 0; i < n; i++) {
		row.id = suspects[i].entry->row.id;
		audit_row_hash(&row, hash);
		if (row.id != entry->row.id && same(hash, suspects[i].sealed))
			return row.id;
	}
	return 0;
}

static void tell_suspects(struct verifying *verifying, const struct suspect *suspects, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct suspect *suspect = &suspects[i];
		int64_t id = suspect->entry->row.id;
		int64_t other = sealed_as(suspects, n, suspect->entry);

		if (other != 0)
			fault(verifying, "row", id, "reordered",
			      "what stands in it was sealed as row %" PRId64, other);
		else
			fault(verifying, "row", id, "altered",
			      "it is not what was sealed in block %" PRId64, suspect->block);
	}
}

static void check_personal(struct verifying *verifying, const struct audit_entry *entry)
{
	unsigned char hash[AUDIT_HASH_BYTES];

	if (entry->row.personal == NULL)
		return;
	if (entry->value == NULL || entry->salt == NULL) {
		verifying->erased++;
		return;
	}
	audit_personal_hash(entry->salt, entry->value, hash);
	if (!same(hash, entry->row.personal))
		fault(verifying, "row", entry->row.id, "altered",
		      "its personal part is not what it committed to");
}

static bool is_as_sealed(const struct audit_entry *entry, const unsigned char *sealed)
{
	unsigned char hash[AUDIT_HASH_BYTES];

	audit_row_hash(&entry->row, hash);
	return same(hash, sealed);
}

/* The rows that a block lists, against those that are there; who does not match is added to suspects. */
static void check_rows(struct verifying *verifying, const struct audit_page *page,
		       const struct audit_block *block, struct suspect *suspects,
		       size_t *n_suspects)
{
	for (size_t i = 0; i < block->n_rows; i++) {
		const unsigned char *sealed = block->row_hashes + i * AUDIT_HASH_BYTES;
		const struct audit_entry *entry = audit_page_find(page, block->row_ids[i]);

		verifying->rows++;
		if (entry == NULL) {
			fault(verifying, "row", block->row_ids[i], "removed",
			      "block %" PRId64 " lists it, and it is not there", block->number);
			continue;
		}
		if (entry->block != block->number)
			fault(verifying, "row", entry->row.id, "altered",
			      "it says block %" PRId64 ", and is listed in block %" PRId64,
			      entry->block, block->number);
		if (!is_as_sealed(entry, sealed))
			suspects[(*n_suspects)++] = (struct suspect){ entry, sealed,
								      block->number };
		check_personal(verifying, entry);
	}
}

/* ---- Blocks ---- */

static void check_link(struct verifying *verifying, const struct audit_link *link)
{
	const struct audit_block *block = &link->block;
	unsigned char hash[AUDIT_HASH_BYTES];

	for (; verifying->expected < block->number; verifying->expected++)
		fault(verifying, "block", verifying->expected, "removed",
		      "there is none, and later ones there are");
	audit_block_hash(block, hash);
	if (link->form != AUDIT_FORM)
		fault(verifying, "block", block->number, "forged",
		      "its form is %d, which this concernctl does not know", (int)link->form);
	else if (!same(hash, link->hash))
		fault(verifying, "block", block->number, "forged",
		      "it does not hash to what it says");
	else if (!audit_trust_has(&verifying->trust, block->key))
		fault(verifying, "block", block->number, "forged",
		      "it is signed with a key that is not trusted");
	else if (!audit_key_verify(block->key, hash, link->signature))
		fault(verifying, "block", block->number, "forged", "its signature does not verify");
	if (!same(block->previous, verifying->previous))
		fault(verifying, "block", block->number, "reordered",
		      "it was not made behind the block that stands before it");
	if (!audit_trust_agrees(&verifying->trust, block->number, link->hash))
		fault(verifying, "block", block->number, "forged",
		      "it is not the one that was noted outside the database");
	memcpy(verifying->previous, link->hash, AUDIT_HASH_BYTES);
	verifying->expected = block->number + 1;
	verifying->blocks++;
}

static void check_page(struct verifying *verifying, const struct audit_page *page)
{
	struct suspect *suspects;
	size_t n = 0;

	for (size_t i = 0; i < page->n_links; i++)
		n += page->links[i].block.n_rows;
	suspects = mem_new(n + 1, sizeof *suspects);
	n = 0;
	for (size_t i = 0; i < page->n_links; i++) {
		check_link(verifying, &page->links[i]);
		check_rows(verifying, page, &page->links[i].block, suspects, &n);
	}
	tell_suspects(verifying, suspects, n);
	mem_free(suspects);
}

static bool check_chain(struct verifying *verifying, struct err *err)
{
	struct ctl_progress progress;
	struct audit_page page;
	int64_t after = 0;
	bool ok = true, more = true;

	ctl_progress_begin(&progress, "blocks", 0);
	while (ok && more) {
		ok = audit_read_page(verifying->call, after, &page, err);
		more = ok && page.n_links > 0;
		if (more) {
			check_page(verifying, &page);
			after = page.links[page.n_links - 1].block.number;
		}
		arena_done(&page.arena);
		ctl_progress_step(&progress, (uint64_t)after);
	}
	ctl_progress_end(&progress);
	int64_t noted = audit_trust_newest(&verifying->trust);

	if (ok && noted >= verifying->expected)
		fault(verifying, "block", verifying->expected, "removed",
		      "the chain ends before it; block %" PRId64 " was noted outside the database",
		      noted);
	return ok;
}

/* ---- What no block lists ---- */

static bool bind_strays(void *context, struct params *params)
{
	const struct verifying *verifying = context;

	params_int8(params, verifying->after);
	params_int4(params, STRAY_ROWS);
	return true;
}

static bool take_strays(void *context, const struct rows *rows, struct err *err)
{
	struct verifying *verifying = context;
	size_t last = rows_count(rows) - 1;

	(void)err;
	for (size_t i = 0; i < last; i++)
		fault(verifying, "row", rows_int8(rows, i, 0), "added",
		      "it, or its personal part, is nothing that was sealed");
	verifying->done = rows_is_null(rows, last, 0);
	if (!verifying->done)
		verifying->after = rows_int8(rows, last, 0);
	return true;
}

static bool take_unsealed(void *context, const struct rows *rows, struct err *err)
{
	struct verifying *verifying = context;

	(void)err;
	verifying->waiting = rows_int8(rows, 0, 0);
	verifying->late = rows_int8(rows, 0, 1);
	return true;
}

static bool check_rest(struct verifying *verifying, struct err *err)
{
	static const struct step steps[] = { { "audit_strays", bind_strays, take_strays, 0 },
					     { "count_unsealed", NULL, take_unsealed, 0 } };
	static const struct script script = { "look for rows that no block lists", steps, 2,
					      INT64_C(1000000) * SCRIPT_SECONDS };

	while (!verifying->done)
		if (!store_run_now(verifying->call->database.store, &script, verifying, err))
			return false;
	return true;
}

/* ---- What is told ---- */

static int print(struct verifying *verifying)
{
	size_t n = json_array_size(verifying->faults);
	json_t *one;
	size_t i;

	if (verifying->call->ctl->json) {
		ctl_print_json(json_pack("{s:b, s:I, s:I, s:I, s:I, s:I, s:O}", "ok", n == 0,
					 "blocks", (json_int_t)verifying->blocks, "rows",
					 (json_int_t)verifying->rows, "erased",
					 (json_int_t)verifying->erased, "unsealed",
					 (json_int_t)verifying->waiting, "unsealed_late",
					 (json_int_t)verifying->late, "faults", verifying->faults));
	} else {
		json_array_foreach(verifying->faults, i, one)
			printf("%s %" JSON_INTEGER_FORMAT " %s: %s\n",
			       json_string_value(json_object_get(one, "in")),
			       json_integer_value(json_object_get(one, "number")),
			       json_string_value(json_object_get(one, "kind")),
			       json_string_value(json_object_get(one, "detail")));
		printf("%" PRId64 " rows in %" PRId64 " blocks, %" PRId64
		       " personal parts erased, %" PRId64 " rows wait to be sealed: %s\n",
		       verifying->rows, verifying->blocks, verifying->erased, verifying->waiting,
		       n == 0 ? "the chain holds" : "THE CHAIN DOES NOT HOLD");
	}
	if (n > 0)
		return CTL_INTEGRITY;
	if (verifying->late > 0)
		ctl_message("%" PRId64
			    " rows have waited for more than a minute to be sealed: is a "
			    "daemon with audit.key_file running?",
			    verifying->late);
	return verifying->late > 0 ? CTL_WARNINGS : CTL_OK;
}

int audit_verify(struct audit_call *call)
{
	struct verifying verifying = { .call = call, .expected = 1 };
	struct err err;
	int code;

	if (!audit_trust_read(&verifying.trust, call->database.settings, call->public_key,
			      call->head, &code))
		return code;
	verifying.faults = json_array();
	code = check_chain(&verifying, &err) && check_rest(&verifying, &err)
		       ? print(&verifying)
		       : ctl_database_failed(&err);
	json_decref(verifying.faults);
	audit_trust_done(&verifying.trust);
	return code;
}
