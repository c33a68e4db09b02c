/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_OUTBOX_H
#define CONCERND_CTL_OUTBOX_H

#include "base/mem.h"
#include "ctl.h"

/* What the verbs of `concernctl outbox` share. */

struct outbox_call {
	struct ctl *ctl;
	const char *state, *recipient, *reason;
	int64_t limit, wait_s;
	bool overdue, all, dry_run;
	char **ids;
	int n_ids;
	struct ctl_database database;
	struct arena arena;
	char actor[80];
};

enum { OUTBOX_DEADLINE_US = 20000000 };

/* outbox_drill.c */
int outbox_drill(struct outbox_call *call);

#endif
