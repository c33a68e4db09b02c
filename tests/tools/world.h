/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_WORLD_H
#define CONCERND_TESTS_WORLD_H

#include "engine/assess.h"
#include "engine/incident.h"
#include "engine/rule.h"

/*
 * A child, its contacts and one rule, told and asked for in short texts, for tests of the engine.
 * Agencies: police health social school. Categories: abuse neglect missing, and wait, which has
 * counts = false. Outcomes: nfa help.
 */

enum { WORLD_MAX = 64 };

struct world {
	struct zone *zone;
	struct rulebook book;
	struct rule rule; /* third incident in 12 months, amber, about the child */
	struct contact contacts[WORLD_MAX];
	struct bearing bearings[WORLD_MAX];
	char texts[WORLD_MAX][2][24];
	size_t n;
	struct decided decided;
	struct judged judged[WORLD_MAX];
	struct decision decisions[WORLD_MAX];
	size_t n_decisions;
	bool lifts_history;
	int64_t now_us; /* long after everything, until world_wait_until() */
	struct incidents incidents;
	struct verdict verdict;
	void *gathered, *scratch;
	char told[1024];
};

struct world *world_new(void);
void world_free(struct world *world);

/*
 * A contact: "2026-01-31T10:00Z police abuse", or a date for a whole day, then any of ref=…
 * grade=… outcome=… about=… other=CATEGORY born=DATE due=DATE factor=N from=N (contact source)
 * source=… recorded=TIME history. Contacts are numbered from 1 in the order they are told; without
 * recorded= they were recorded when they occurred.
 */
void world_tell(struct world *world, const char *text);

/* Adds a criterion: "agency=police,health", "not_outcome=nfa", "age_under=3". */
void world_ask(struct where *where, const char *text);

/* An alert of the rule with the contacts of these numbers ("1 2 3") was decided at a level. */
void world_decide(struct world *world, const char *numbers, enum level level);

/* A decision on an alert of another rule, of a level: "2026-01-31T10:00Z nfa". In order of time. */
void world_decide_other(struct world *world, const char *text, enum level level);

/* It is then that the rule is judged. */
void world_wait_until(struct world *world, const char *time);

/* What assess_next_due() says: a time, or "never". Valid until the next question. */
const char *world_next_due(struct world *world);

/* The incidents, "1+2 3": numbers of contacts in order. Valid until the next question. */
const char *world_incidents(struct world *world);

/* What assess() says: "nothing", "nothing but history", or
 * "amber since 2026-01-31T10:00:00Z: 1+2 3". Valid until the next question. */
const char *world_verdict(struct world *world);

/* Sorts and gathers; what assess() and explain() look at. */
struct subject world_subject(struct world *world);

#endif
