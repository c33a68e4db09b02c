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
 * What holds on history alone: rules of the rule set in force that would have an alert on a child, a
 * household or records in doubt if no contact were history (SPEC section 4, History). Nothing is locked
 * or written; what is recorded meanwhile may or may not be seen.
 */

struct backlog_item {
	int64_t subject;   /* a child, a household, or a group of doubts: no two share an id */
	const char *scope; /* "child", "household", "doubt" */
	const int64_t *children; /* the child itself; who ever lived there; who is in doubt */
	size_t n_children;
	const struct rule *rule; /* lives as long as the rulesets */
	enum level level;        /* that the alert would have */
	int64_t became_true_us;  /* when the threshold was crossed first */
	int64_t last_us;         /* when the last contact that counts occurred */
	size_t n_contacts, n_incidents;
};

/*
 * Looks at every child, household and group of doubts, in pages, and calls on_item for each rule that
 * holds on history alone, of a group only what no member has alone; on_page (NULL: nobody) after each
 * page with how many were looked at so far. Turns the loop until it is done. Loads the rule set in force. False with *err.
 */
bool backlog_list_now(struct store *store, struct rulesets *rulesets,
		      void (*on_item)(void *context, const struct backlog_item *item),
		      void (*on_page)(void *context, uint64_t n_subjects), void *context,
		      struct err *err);

struct event_base;
struct judge;

struct backlog_order {
	int64_t subject; /* a child, a household, or a group of doubts */
	const char *rule;
	const char *person; /* who picks it, */
	const char *reason; /* and why: as the rationale of a decision */
	const char *actor;  /* who writes it down, for the audit: "os:NAME" */
	bool dry_run;       /* look, raise nothing */
};

enum backlog_status {
	BACKLOG_RAISED,
	BACKLOG_WRONG,     /* a person or a reason that will not do */
	BACKLOG_NOT_FOUND, /* no such subject, or no such rule in force that judges it */
	BACKLOG_STANDS,    /* an alert of the rule stands undecided already */
	BACKLOG_NOTHING,   /* the rule does not hold, or every incident of it was decided on */
};

struct backlog_raised {
	enum backlog_status status;
	int64_t alert; /* BACKLOG_RAISED; 0 with dry_run */
	enum level level;
	enum rule_mode mode; /* a rule in shadow is told to nobody */
};

/*
 * Raises what holds on a subject on history alone: the alert stands, grows and is told as any other,
 * and no contact is history for it until somebody decides. Turns the loop until it is committed.
 * False with *err when the database cannot do it; else *ret, and for all but BACKLOG_RAISED err->text
 * says what is wrong.
 */
bool backlog_raise_now(struct event_base *base, struct store *store, struct rulesets *rulesets,
		       struct judge *judge, const struct backlog_order *order,
		       struct backlog_raised *ret, struct err *err);

#endif
