/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "audit.h"
#include "casework/audit_key.h"

/* The whole chain as JSON lines: the blocks, then the rows, sealed or not. All that include/casework/audit_form.h asks for is in it. */

static json_t *hash_json(const unsigned char *hash)
{
	char hex[AUDIT_KEY_HEX];

	return hash != NULL ? json_string(audit_hex(hash, hex)) : json_null();
}

static json_t *link_json(const struct audit_link *link)
{
	const struct audit_block *block = &link->block;
	char low[AUDIT_KEY_HEX], high[AUDIT_KEY_HEX], signature[2 * AUDIT_KEY_HEX];
	json_t *rows = json_array();

	for (size_t i = 0; i < block->n_rows; i++)
		json_array_append_new(
			rows, json_pack("{s:I, s:o}", "id", (json_int_t)block->row_ids[i], "hash",
					hash_json(block->row_hashes + i * AUDIT_HASH_BYTES)));
	snprintf(signature, sizeof signature, "%s%s", audit_hex(link->signature, low),
		 audit_hex(link->signature + AUDIT_HASH_BYTES, high));
	return json_pack("{s:s, s:I, s:i, s:o, s:I, s:o, s:o, s:o, s:s}", "type", "block", "number",
			 (json_int_t)block->number, "form", (int)link->form, "previous",
			 hash_json(block->previous), "sealed_at_us", (json_int_t)block->sealed_us,
			 "key", hash_json(block->key), "rows", rows, "hash", hash_json(link->hash),
			 "signature", signature);
}

static bool export_blocks(struct audit_call *call, int64_t *ret_newest, struct err *err)
{
	struct audit_page page;
	bool ok = true, more = true;

	*ret_newest = 0;
	while (ok && more) {
		ok = audit_read_page(call, *ret_newest, &page, err);
		more = ok && page.n_links > 0;
		for (size_t i = 0; more && i < page.n_links; i++)
			ctl_print_json(link_json(&page.links[i]));
		if (more)
			*ret_newest = page.links[page.n_links - 1].block.number;
		arena_done(&page.arena);
	}
	return ok;
}

/* What was sealed since the blocks were read is not sealed as far as this export goes. */
static bool export_rows(struct audit_call *call, int64_t newest, struct err *err)
{
	struct audit_page page;
	int64_t after = 0;
	bool ok = true, more = true;

	while (ok && more) {
		ok = audit_read_rows(call, after, &page, err);
		more = ok && page.n_entries > 0;
		for (size_t i = 0; more && i < page.n_entries; i++) {
			struct audit_entry *entry = &page.entries[i];

			if (entry->block > newest)
				entry->block = 0;
			ctl_print_json(audit_entry_json(entry, call->personal));
		}
		if (more)
			after = page.entries[page.n_entries - 1].row.id;
		arena_done(&page.arena);
	}
	return ok;
}

int audit_export(struct audit_call *call)
{
	int64_t newest;
	struct err err;

	if (audit_note_look(call, "audit-exported", call->personal ? "with the personal parts" : "",
			    &err) &&
	    export_blocks(call, &newest, &err) && export_rows(call, newest, &err))
		return CTL_OK;
	return ctl_database_failed(&err);
}
