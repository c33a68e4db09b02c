/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_REPLAY_H
#define CONCERND_CASEWORK_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "casework/fact.h"
#include "config/ruleset.h"

/*
 * Casework in memory, on a virtual clock: what the rules would have raised, had facts come as they
 * are said to have come. It judges by the engine that the daemon judges by. A child or an adult is its
 * record, a household its name, whatever the source; any source may correct any contact; nothing was
 * recorded too long ago to count.
 */

struct replay;

enum replay_state { REPLAY_OPEN, REPLAY_DECIDED, REPLAY_WITHDRAWN };

/* A contact of an alert's evidence. */
struct replay_contact {
	const char *source, *event_id;
	word agency;
	size_t incident; /* numbered from 0 in order of first contacts */
};

struct replay_alert {
	const char *name; /* the child's record, or the household's name */
	bool is_household;
	const struct rule *rule;
	enum level level;
	enum replay_state state;
	int64_t became_true_us, known_us;
	struct replay_contact *contacts; /* by incident, within it in order */
	size_t n_contacts;
};

/* How a fact that was added turned out to be none. */
enum replay_refusal {
	REPLAY_DUPLICATE, /* the same source, id and data came before: nothing new */
	REPLAY_CONFLICT,  /* the same source and id came before with other data: refused */
	REPLAY_UNDECIDED, /* a decision that found no alert undecided */
};

/* What a run tells of while it runs; each may be NULL. */
struct replay_listener {
	void *context;
	void (*on_refused)(void *context, size_t tag, enum replay_refusal refusal);
	void (*on_progress)(void *context, size_t n_facts);
};

/*
 * Makes an empty replay. The ruleset must outlive it; its lexicon may grow. decided_after: every
 * alert is supposed to be decided that long after it was known, with the outcome "nfa"; NULL:
 * never.
 */
struct replay *replay_new(struct ruleset *ruleset, const struct span *decided_after);
void replay_free(struct replay *replay);

/* Adds a fact that was recorded at recorded_us; copies what it needs. Facts may be added in any
 * order: those of one instant keep the order in which they are added. tag: the caller's own. */
void replay_add(struct replay *replay, const struct fact *fact, int64_t recorded_us, size_t tag);

/* Adds a decision, at at_us and with an outcome word, on the alert of a rule that then stands
 * undecided on a child, or by a household rule on a household. All texts must outlive the run.
 * tag: the caller's own. */
void replay_decide(struct replay *replay, const char *name, const char *rule, const char *outcome,
		   int64_t at_us, size_t tag);

/*
 * Runs the clock over what comes at or before until_us: INT64_MAX for all facts, and on until every
 * deadline and decision has come. All facts of one instant are applied, then the children and
 * households that they touch are judged, once, by every rule that is not off; then the deadlines of
 * that instant come, each judged by its rule alone, then the decisions. It may be run on to a later
 * instant, as long as nothing is added meanwhile.
 */
void replay_run(struct replay *replay, int64_t until_us, const struct replay_listener *listener);

/* The alerts in order of (known_us, name, rule's name), as the run left them. Live as long as
 * *replay, the list until it is run on. */
const struct replay_alert *const *replay_alerts(const struct replay *replay, size_t *ret_n);

#endif
