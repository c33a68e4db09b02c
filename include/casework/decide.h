/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_DECIDE_H
#define CONCERND_CASEWORK_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "casework/rulebook.h"
#include "store/store.h"

/* The decision of a named manager on an alert: noted with why, and on which evidence. It judges
 * nothing; what comes after it is judged with it. */

enum {
	RATIONALE_LEAST = 20, /* characters, outer blanks aside, */
	RATIONALE_WORDS = 3,  /* and different words */
	PERSON_MOST = 200,    /* characters */
};

struct decide_order {
	int64_t alert;
	const char *outcome;      /* a word of the rules in force */
	const char *rationale;    /* why, in the manager's words */
	const char *person;       /* who decides */
	int32_t evidence_version; /* that was on the screen; 0: the latest */
	const char *actor;        /* who writes it down, for the audit: "os:NAME" */
	bool dry_run;             /* check all, note nothing */
};

enum decide_status {
	DECIDE_DONE,
	DECIDE_WRONG,     /* a word, a rationale or a person that will not do */
	DECIDE_NOT_FOUND, /* no such alert, or none with that evidence version */
	DECIDE_SETTLED,   /* it was decided or withdrawn before */
	DECIDE_NEWER,     /* newer facts have come since that evidence version */
	DECIDE_NOT_FRESH, /* the rule wants somebody who has not decided on this child */
};

/*
 * Decides, and turns the loop until it is committed. False with *err when the database cannot do
 * it; else *ret_status, and for all but DECIDE_DONE err->text says what is wrong and what to do.
 */
bool decide_alert_now(struct store *store, struct rulesets *rulesets,
		      const struct decide_order *order, enum decide_status *ret_status,
		      struct err *err);

#endif
