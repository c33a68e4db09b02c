/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_DECIDE_H
#define CONCERND_CASEWORK_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "casework/actions.h"
#include "casework/rationale.h"
#include "casework/rulebook.h"
#include "store/store.h"

/* The decision of a named manager on an alert, or on those of brothers and sisters: noted with why,
 * on which evidence, and what is to be done. It judges nothing; what comes after it is judged with
 * it. Likewise that somebody acknowledges an alert: has it in hand. */

enum {
	PERSON_MOST = 200,        /* characters */
	DECIDE_ALERTS_MOST = 20,  /* of one decision */
	DECIDE_ACTIONS_MOST = 20, /* likewise */
};

/* An outcome of this name needs an action with a date. */
#define OUTCOME_MORE_INFORMATION "more-information"

struct decide_alert {
	int64_t alert;
	int32_t evidence_version; /* that was on the screen; 0: the latest */
};

struct decide_order {
	const struct decide_alert *alerts; /* one or more, no two the same */
	size_t n_alerts;
	const char *outcome;   /* a word of the rules in force */
	const char *rationale; /* why, in the manager's words */
	const char *person;    /* who decides */
	const struct action_order *actions;
	size_t n_actions;
	const char *actor; /* who writes it down, for the audit: "os:NAME", "user:NAME" */
	bool sees_all;     /* restricted families too: concernctl, */
	bool is_on_duty;   /* or the duty role */
	bool dry_run;      /* check all, note nothing */
};

enum decide_status {
	DECIDE_DONE,
	DECIDE_WRONG,     /* a word, a rationale, a person or an action that will not do */
	DECIDE_NOT_FOUND, /* no such alert, or none with that evidence version */
	DECIDE_SETTLED,   /* it was decided or withdrawn before */
	DECIDE_NEWER,     /* newer facts have come since that evidence version */
	DECIDE_NOT_FRESH, /* the rule wants somebody who has not decided on this child */
	DECIDE_CLOSED,    /* the child is restricted, and not open to who decides */
};

/* A contact that came since. */
struct decide_news {
	int64_t alert, contact;
	int64_t occurred_us;
	bool whole_day;
	const char *agency, *category, *grade;
};

/* An alert of the order as the transaction found it. */
struct decide_found {
	int64_t alert, child;    /* whose it is: a child, or their household */
	const int64_t *children; /* on whom it shows */
	size_t n_children;
	const char *rule, *state, *level;
	int32_t rule_set, evidence_version, incidents, incidents_seen;
	const char *decided_outcome, *decided_by; /* of one that was decided; else NULL */
	int64_t decided_us;
	const char *acknowledged_by; /* NULL: by nobody */
	int64_t acknowledged_us;
	const char *again; /* what would raise it again; NULL where its rules cannot be read */
};

/* What came of an order. All of it lies in the caller's arena. */
struct decide_answer {
	enum decide_status status;
	const char *detail; /* what is wrong and what to do; "" for DECIDE_DONE */
	const char
		*pointer; /* JSON pointer to what is wrong in an order as openapi.yaml has it; "" */
	int64_t at_us;    /* when it was decided, or acknowledged */
	const struct decide_found *found; /* as far as it came; by id */
	size_t n_found;
	const struct decide_news *news; /* DECIDE_NEWER */
	size_t n_news;
};

/* err: the database could not do it, and *answer is empty; else NULL. */
typedef void decide_done(void *context, const struct err *err, const struct decide_answer *answer);

/* Decides on all alerts of the order, or on none, in one transaction, and calls done once, from the
 * loop. The order and the arena live until then. */
void decide_alerts(struct store *store, struct rulesets *rulesets, const struct decide_order *order,
		   struct arena *arena, decide_done *done, void *context);

/* Acknowledges the one alert of an order, of which outcome, rationale and actions are not looked at.
 * One that is acknowledged already stays as it is, whoever asks: done, and found tells by whom. */
void decide_acknowledge(struct store *store, struct rulesets *rulesets,
			const struct decide_order *order, struct arena *arena, decide_done *done,
			void *context);

/* The same, turning the loop until it is done. False with *err when the database cannot do it. */
bool decide_alerts_now(struct store *store, struct rulesets *rulesets,
		       const struct decide_order *order, struct arena *arena,
		       struct decide_answer *ret, struct err *err);
bool decide_acknowledge_now(struct store *store, struct rulesets *rulesets,
			    const struct decide_order *order, struct arena *arena,
			    struct decide_answer *ret, struct err *err);

#endif
