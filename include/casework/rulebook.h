/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_RULEBOOK_H
#define CONCERND_CASEWORK_RULEBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "config/ruleset.h"
#include "store/store.h"

/*
 * The rule sets of the database, read and kept by version. What is in force is what the database
 * says: who judges asks there for the version, within its transaction, under the shared lock of the
 * statement lock_rules; who applies a rule set holds that lock alone.
 */

struct rulesets;

/* Keeps nothing until rulesets_load() was called. The store must outlive it. */
struct rulesets *rulesets_new(struct store *store);
void rulesets_free(struct rulesets *rulesets);

/*
 * The rule set of a version, each rule with its history_before_us; NULL if it was not loaded yet.
 * Lives as long as *rulesets. Its lexicon may grow (lexicon_meet), nothing else of it changes.
 */
struct ruleset *rulesets_find(const struct rulesets *rulesets, int32_t version);

/* The newest that was loaded, for checks of words; NULL before the first. ret_version may be NULL. */
struct ruleset *rulesets_newest(const struct rulesets *rulesets, int32_t *ret_version);

/*
 * Loads a version, 0 for the one in force, and calls done once, from the loop: err is NULL when
 * rulesets_find() has it now. ERR_FATAL when the database holds none of that version, or its text
 * does not hold by the rules of this program.
 */
void rulesets_load(struct rulesets *rulesets, int32_t version,
		   void (*done)(void *context, const struct err *err), void *context);

/* The same for concernctl and tests: turns the loop until it is done. */
bool rulesets_load_now(struct rulesets *rulesets, int32_t version, struct err *err);

#endif
