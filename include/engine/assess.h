/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_ASSESS_H
#define CONCERND_ENGINE_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/contact.h"
#include "engine/incident.h"
#include "engine/rule.h"

/*
 * The meaning of a rule, in one pure function. The daemon, `concernctl test`, `backtest` and
 * `explain` all call assess(); SPEC section 4 is its contract (Holding, History, Judged, Counting).
 */

/* A contact in the evidence of a decided alert: which, and its data as they were then. */
struct judged {
	int64_t contact;
	int32_t version;
};

/* A decided alert of one rule on one subject. */
struct decided {
	int64_t decided_us;
	enum level level;
	const struct judged *evidence; /* sorted by contact */
	size_t n_evidence;
	struct wordset agencies;   /* of its evidence, as it stood when decided */
	struct wordset categories; /* likewise, category and other_categories */
};

/* All that assess() looks at. Nothing here is changed. */
struct subject {
	const struct contact *contacts; /* sorted by contact_compare() */
	size_t n_contacts;
	const struct incidents *incidents;
	const struct decided *decided; /* of this rule, in order of decided_us */
	size_t n_decided;
};

struct verdict {
	bool counts;            /* some window counts: an alert should stand */
	bool on_history;        /* none counts, but one would if history did not keep it from it */
	enum level level;       /* the highest of the windows that count */
	int64_t became_true_us; /* the earliest of their t(k) */
	size_t *evidence;       /* contacts of the union of those windows: indices, ascending */
	size_t n_evidence;
};

/* Bytes of scratch memory that assess() needs for n contacts, the evidence included. */
size_t assess_bytes(size_t n_contacts);

/* Judges a subject by a rule. memory: assess_bytes(n) bytes, the caller's, kept as long as *ret.
 * Time n log n for n contacts. */
void assess(const struct rulebook *book, const struct rule *rule, const struct subject *subject,
	    void *memory, struct verdict *ret);

/* An undecided alert as it last stood, to be compared with a verdict. */
struct standing {
	enum level level;
	int64_t became_true_us;
	const struct judged *evidence; /* sorted by contact */
	size_t n_evidence;
	struct wordset agencies;   /* of its evidence as it last stood */
	struct wordset categories;
};

enum change {
	CHANGE_NONE,     /* as it was */
	CHANGE_RISE,     /* no alert stood, one does now */
	CHANGE_GROW,     /* evidence changed; tells whoever holds it */
	CHANGE_ESCALATE, /* a higher level, a new agency or category: notifies as a new alert does */
	CHANGE_WITHDRAW, /* none counts any more */
};

/* What a verdict does to the one undecided alert (NULL when none stands). Pure. */
enum change assess_change(const struct standing *standing, const struct subject *subject,
			  const struct verdict *verdict);

#endif
