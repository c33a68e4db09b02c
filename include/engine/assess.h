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

/* A contact in the evidence of an alert: which, and its data as they were then. */
struct judged {
	int64_t contact;
	int32_t version;
};

/* What the decided alerts of one rule on one subject leave behind. */
struct decided {
	const struct judged *judged; /* the evidence of all of them: sorted by (contact, version) */
	size_t n_judged;
	enum level level;          /* of the last one decided, */
	struct wordset agencies;   /* of its evidence, as it stood when decided; */
	struct wordset categories; /* likewise, category and other_categories */
};

/* A decision on any alert of the subject, whatever the rule. */
struct decision {
	int64_t decided_us;
	word outcome;
	enum level level; /* of the alert, when it was decided */
};

/* All that assess() looks at. Nothing here is changed. */
struct subject {
	const struct contact *contacts; /* sorted by contact_compare() */
	size_t n_contacts;
	const struct incidents *incidents;
	const struct decided *decided;    /* of this rule; NULL when no alert of it was decided */
	const struct decision *decisions; /* of all rules, sorted by decided_us */
	size_t n_decisions;
	int64_t now_us;     /* a deadline after it has not come */
	bool lifts_history; /* a person picked it from the backlog: no contact is history here */
};

struct verdict {
	bool counts;            /* some window counts: an alert should stand */
	bool on_history;        /* none counts, but one would if no contact were history */
	enum level level;       /* the highest of the windows that count */
	int64_t became_true_us; /* the earliest of their t(k); `unless`: t + by */
	size_t *evidence;       /* contacts of the union of those windows: indices, ascending */
	size_t n_evidence;
	struct wordset agencies;   /* of the evidence */
	struct wordset categories; /* of the evidence, category and other_categories */
};

/* Bytes of scratch memory that assess() needs for n contacts, the evidence included. */
size_t assess_bytes(size_t n_contacts);

/* Judges a subject by a rule. memory: assess_bytes(n) bytes, aligned for any type, the caller's,
 * kept as long as *ret. Time n log n for n contacts of a few agencies, n times the number of
 * agencies at the most. */
void assess(const struct rulebook *book, const struct rule *rule, const struct subject *subject,
	    void *memory, struct verdict *ret);

/*
 * When a rule may come to hold by nothing but time: of `unless`, the soonest deadline after now_us of
 * an incident that could make an alert rise and is not answered; INT64_MAX if there is none, and for
 * the other kinds. Judged again then (now_us = the deadline), the rule says so, and this tells the
 * next one; a fact that changes the subject asks anew. memory: as for assess(), free afterwards.
 */
int64_t assess_next_due(const struct rulebook *book, const struct rule *rule,
			const struct subject *subject, void *memory);

/* How many contacts that rule_may_match() says yes to a child must have at the least before the rule
 * can hold: 1 or more. */
size_t rule_least_contacts(const struct rule *rule);

/* False if a contact that says this can never make an incident match the rule's `where`. One whose
 * birth is unknown stands for those of every age. */
bool rule_may_match(const struct rulebook *book, const struct rule *rule,
		    const struct contact *contact);

/* An undecided alert as it last stood, to be compared with a verdict. */
struct standing {
	enum level level;
	int64_t became_true_us;
	const struct judged *evidence; /* sorted by (contact, version) */
	size_t n_evidence;
	struct wordset agencies; /* of its evidence as it last stood */
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

/* True if (contact, version) is in a list sorted by both. */
bool judged_has(const struct judged *list, size_t n, int64_t contact, int32_t version);

#endif
