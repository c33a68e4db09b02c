/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_HISTORY_H
#define CONCERND_CASEWORK_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "casework/rulebook.h"
#include "config/ruleset.h"
#include "engine/assess.h"
#include "store/store.h"

/* All that is on file of one child, as the engine sees it, in the words of the rule set in force: now,
 * or as both were known at an instant. */

struct history;

#define HISTORY_NOW INT64_MAX

/*
 * Reads it: turns the loop until it is done, for concernctl. known_us: what was recorded later counts
 * for nothing, nor do decisions and rule sets that are later; HISTORY_NOW: all that there is. A child
 * that does not exist has no contacts. NULL with *err when the database or the rule set in force
 * cannot be read; ERR_INPUT when no rules were in force then. The caller frees it; store and rulesets
 * must outlive it.
 */
struct history *history_read_now(struct store *store, struct rulesets *rulesets, int64_t child,
				 int64_t known_us, struct err *err);
void history_free(struct history *history);

/* The same from the loop: calls done once, with the history, which is then the callee's, or with err. */
typedef void history_done(void *context, const struct err *err, struct history *history);
void history_read(struct store *store, struct rulesets *rulesets, int64_t child, int64_t known_us,
		  history_done *done, void *context);

/* The instant as which it is known: the one asked for, or that of its reading. */
int64_t history_known_us(const struct history *history);

/* The rule set in force, by which it is seen, and its version. */
const struct ruleset *history_ruleset(const struct history *history, int32_t *ret_version);

/* How many contacts are on file; 0: there is no such child. */
size_t history_count(const struct history *history);

/* The latest alert of a rule on the child, undecided or decided, with a contact in its evidence; 0: there
 * is none. Of live alerts alone. */
int64_t history_alert_on(const struct history *history, const char *rule, int64_t contact);

/* The contacts that stand, in their order, history_count() of them, and the incidents that they make. Live
 * as long as the history. */
const struct contact *history_contacts(const struct history *history,
				       const struct incidents **ret_incidents);

/* As many as any of its subjects has, the household too: for explain_bytes(). */
size_t history_most(const struct history *history);

/* What assess() and explain_rule() look at, for one rule of that rule set: the child, or the
 * household where it lives, else the one where it lived last; without one, no contacts. Lives as
 * long as the history. */
struct subject history_subject(struct history *history, const struct rule *rule);

/* An undecided alert of a rule. */
struct history_alert {
	int64_t id;
	enum level level;
	int64_t became_true_us;
	bool lifts_history; /* a person picked it from the backlog */
};

/* False when none stands. */
bool history_alert(const struct history *history, const struct rule *rule,
		   struct history_alert *ret);

#endif
