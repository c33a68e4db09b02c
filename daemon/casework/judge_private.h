/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_JUDGE_PRIVATE_H
#define CONCERND_CASEWORK_JUDGE_PRIVATE_H

#include "casework/judge.h"

struct judge {
	struct store *store;
	struct rulesets *rulesets;
	unsigned channels;
	struct script script;
	int32_t *unreadable; /* versions of rule sets that could not be loaded */
	size_t n_unreadable;
	struct judge_counts counts;
};

/* True if the rule set of that version was tried, and does not hold by this program. */
bool judge_cannot_load(const struct judge *judge, int32_t version);

#endif
