/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_EXPLAINED_H
#define CONCERND_CASEWORK_EXPLAINED_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "casework/history.h"
#include "config/ruleset.h"
#include "engine/explain.h"

/* Why a rule fired on a child, or did not, in sentences that a manager reads: for concernctl and for the
 * API. */

/* One rule on one child, explained. */
struct case_explained {
	const struct ruleset *ruleset;
	const struct rule *rule;
	struct subject subject;
	struct explanation explanation;
	bool has_alert; /* an undecided one stands */
	struct history_alert alert;
};

enum { EXPLAIN_WORDS = 600 };

/* Why a contact counts or not, in plain words, in out. Returns out. */
char *explain_why(const struct case_explained *explained, size_t contact, char out[EXPLAIN_WORDS]);

/* Whether the rule fired, in plain words, in out. Returns out. */
char *explain_outcome(const struct case_explained *explained, char out[EXPLAIN_WORDS]);

/* What a tier asks for and what of it is there: "2 of 3 incidents, 1 of 2 agencies". */
char *explain_needs(const struct needs *needs, const struct measure *has, char out[EXPLAIN_WORDS]);

/* What a rule that counts nothing (then, unless, after_decision) asks for, in plain words, in out.
 * Returns out. */
char *explain_asks(const struct case_explained *explained, char out[EXPLAIN_WORDS]);

/* "2026-11-03 18:10" by the clock on the wall, or the date alone. Returns out. */
char *explain_time(const struct zone *zone, int64_t at_us, bool whole_day, char out[32]);

/* All of it as JSON; the caller decrefs. */
json_t *explain_json(const struct case_explained *explained);

/* The rules of a history that are not off (wanted: that one, whatever its mode), explained, as a JSON
 * list; empty when there is none. The caller decrefs. */
json_t *explain_history_json(struct history *history, const char *wanted);

/* One rule on the child of a history; memory: of explain_bytes() for its contacts, kept as long as
 * *ret. */
void explain_case(struct history *history, const struct ruleset *ruleset, const struct rule *rule,
		  void *memory, struct case_explained *ret);

#endif
