/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_CTL_RETENTION_H
#define CONCERND_DAEMON_CTL_RETENTION_H

#include "base/mem.h"
#include "ctl.h"

/* What the files of `concernctl retention` share. */

struct retention_call {
	struct ctl *ctl;
	struct ctl_database database; /* as concernd_records */
	struct arena arena;
	char actor[128];
	int64_t child; /* the operand; 0: none */
	const char *reason, *person;
	int64_t batch;
	bool dry_run;
};

int retention_run(struct retention_call *call);

#endif
