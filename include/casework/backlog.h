/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_BACKLOG_H
#define CONCERND_CASEWORK_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "casework/rulebook.h"
#include "engine/rule.h"
#include "store/store.h"

/*
 * What holds on history alone: rules of the rule set in force that would have an alert on a child if
 * no contact were history (SPEC section 4, History). Nothing is locked or written; what is recorded
 * meanwhile may or may not be seen.
 */

struct backlog_item {
	int64_t child_id;
	const struct rule *rule; /* lives as long as the rulesets */
	enum level level;        /* that the alert would have */
	int64_t became_true_us;  /* when the threshold was crossed first */
	int64_t last_us;         /* when the last contact that counts occurred */
	size_t n_contacts, n_incidents;
};

/*
 * Looks at every child, in pages, and calls on_item for each rule that holds on history alone;
 * on_page (NULL: nobody) after each page with the children looked at so far. Turns the loop until
 * it is done. Loads the rule set in force. False with *err.
 */
bool backlog_list_now(struct store *store, struct rulesets *rulesets,
		      void (*on_item)(void *context, const struct backlog_item *item),
		      void (*on_page)(void *context, uint64_t n_children), void *context,
		      struct err *err);

#endif
