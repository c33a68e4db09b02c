/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_CTL_CHILD_H
#define CONCERND_DAEMON_CTL_CHILD_H

#include "base/mem.h"
#include "ctl.h"

/* What the files of `concernctl child` share. */

struct child_call {
	struct ctl *ctl;
	struct ctl_database database;
	struct arena arena;
	char actor[128];
	int64_t child;
	char **terms; /* search: the operands */
	int n_terms;
	const char *reason, *out, *people;
	int64_t most;
};

int child_show(struct child_call *call);
int child_search(struct child_call *call);
int child_export(struct child_call *call);
int child_restrict(struct child_call *call);
int child_release(struct child_call *call);

/* Marks in the export what is of others than the child: each event of parts.event gets a list
 * `third_party` of {pointer, why}. */
void child_mark_others(json_t *export);

/* The export as a page that can be read and printed. False when it cannot be written. */
bool child_write_page(const json_t *export, FILE *file);

#endif
