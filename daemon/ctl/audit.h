/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_CTL_AUDIT_H
#define CONCERND_DAEMON_CTL_AUDIT_H

#include "base/mem.h"
#include "casework/audit.h"
#include "ctl.h"

/* What the files of `concernctl audit` share: how it was called, and the chain as the database has
 * it, page by page. */

struct audit_call {
	struct ctl *ctl;
	struct ctl_database database; /* as concernd_auditor */
	struct arena arena;
	char actor[128];
	const char *file; /* the operand */
	const char *public_key, *head;
	const char *by, *action, *since;
	int64_t child, most;
	bool personal;
};

/* A row of the audit as it stands. */
struct audit_entry {
	struct audit_row row;
	int64_t block;             /* 0: not sealed */
	const unsigned char *salt; /* NULL: no personal part, or it was erased, or not asked for */
	const char *value;
};

/* A block as it stands; its lists may say anything. */
struct audit_link {
	struct audit_block block;
	int32_t form;
	const unsigned char *hash, *signature;
};

/* Some blocks in order, and the rows that they list, as far as these are there, by id. All of it lives
 * in the page's arena. */
struct audit_page {
	struct arena arena;
	struct audit_link *links;
	size_t n_links;
	struct audit_entry *entries;
	size_t n_entries;
};

/* The next page behind a block (0: from the first); n_links is 0 behind the last. The caller ends it
 * with arena_done(), also when it is false. */
bool audit_read_page(struct audit_call *call, int64_t after, struct audit_page *ret,
		     struct err *err);

/* Rows behind an id, sealed or not; likewise, without links. */
bool audit_read_rows(struct audit_call *call, int64_t after, struct audit_page *ret,
		     struct err *err);

/* The entry of that id in a page; NULL if there is none. */
const struct audit_entry *audit_page_find(const struct audit_page *page, int64_t id);

/* A row of twelve columns: those of audit_row_read(), block, salt and value. */
void audit_entry_read(const struct rows *rows, size_t row, struct arena *arena,
		      struct audit_entry *ret);

/* As one JSON object, the personal part only if it was asked for. */
json_t *audit_entry_json(const struct audit_entry *entry, bool personal);

/* Leaves a row of having looked. */
bool audit_note_look(struct audit_call *call, const char *action, const char *detail,
		     struct err *err);

int audit_verify(struct audit_call *call);
int audit_export(struct audit_call *call);

#endif
