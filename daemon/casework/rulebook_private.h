/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_RULEBOOK_PRIVATE_H
#define CONCERND_CASEWORK_RULEBOOK_PRIVATE_H

#include "casework/rulebook.h"
#include "store/rows.h"

/* The store that the rule sets are kept in. */
struct store *rulesets_store(const struct rulesets *rulesets);

/*
 * Of the rows of count_open_alerts (a rule that was in force, its meaning, its open alerts): those
 * whose rule the proposed set has off, changed or not at all. In the arena.
 */
size_t rules_left(const struct ruleset *proposed, const struct rows *rows, struct arena *arena,
		  struct rule_left **ret);

#endif
