/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_AGAIN_H
#define CONCERND_CASEWORK_AGAIN_H

#include <stddef.h>

#include "base/mem.h"
#include "config/ruleset.h"

/* What would raise an alert again once it is decided, told to who decides, before and after. */

struct again {
	const struct rule *rule;     /* by which it is judged */
	enum level level;            /* as it stands, or was decided */
	const char *const *agencies; /* of its evidence */
	size_t n_agencies;
	const char *const *categories; /* of its evidence, other categories too */
	size_t n_categories;
};

/* A sentence or two in plain words, in the arena (SPEC section 4, Counting). */
const char *again_words(struct arena *arena, const struct again *again);

/* "90 days", "12 months", "ever": as the config would have it; in the arena. */
const char *span_words(struct arena *arena, struct span span);

#endif
