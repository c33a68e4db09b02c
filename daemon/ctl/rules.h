/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_RULES_H
#define CONCERND_CTL_RULES_H

#include "ctl.h"

/* concernctl rules, as it was called. */
struct rules_call {
	struct ctl *ctl;
	int64_t version; /* --set; 0 without */
	const char *reason;
	bool dry_run;
	const char *rule; /* NULL: all */
};

/* Actions that put rules in force, or look at what that would do. Exit codes. */
int ctl_rules_diff(const struct rules_call *call);
int ctl_rules_apply(const struct rules_call *call);
int ctl_rules_back(const struct rules_call *call);

#endif
