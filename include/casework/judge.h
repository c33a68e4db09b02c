/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_JUDGE_H
#define CONCERND_CASEWORK_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "casework/fact.h"
#include "casework/rulebook.h"
#include "store/store.h"

/*
 * The one place that judges: from facts to committed contacts and alerts, in one transaction. Whose
 * facts they are was checked (intake/accept.h); who they speak of, what they mean for the rules, and
 * who is told is settled here.
 */

enum case_status {
	CASE_RECORDED,  /* committed, with every alert that follows from it */
	CASE_DUPLICATE, /* the same source, id and data were recorded before */
	CASE_WITHDRAWN, /* likewise, and the contact was withdrawn since */
	CASE_CONFLICT,  /* the same source and id were recorded before, with other data */
	CASE_REFUSED,   /* the database will never store it: something in it is not storable */
	CASE_LATER,     /* not known to be recorded: send it again */
};

struct case_item {
	const struct fact *fact; /* in; lives until done */
	enum case_status status; /* out */
	int64_t contact;         /* out: the contact's id, for recorded, duplicate and conflict */
};

struct judge;
struct names;

/* channels: bit i is enum channel i, for those that are on. deadline_us: of one transaction, a
 * duration. Store and rulesets outlive it. */
struct judge *judge_new(struct store *store, struct rulesets *rulesets, unsigned channels,
			int64_t deadline_us);

/* Tells by the channels and to the recipients of settings, which outlive it, and matches records by their
 * weights (until then by the shipped ones): at start and reload. */
void judge_change(struct judge *judge, const struct settings *settings);
/* How common forenames are (casework/names.h); it outlives the judge. Without, none is known. */
void judge_count_names(struct judge *judge, const struct names *names);

/* Not while a batch is under way. */
void judge_free(struct judge *judge);

/*
 * Records and judges n facts in one transaction, and calls done once, from the loop, when every item
 * has its status. A transaction that lost a race is run again; one that fails for any other reason
 * is run again item by item, so that one bad fact never fails its neighbours. err: the first
 * failure that made an item CASE_LATER or CASE_REFUSED, for the log; else NULL. Items live until
 * done.
 */
void judge_contacts(struct judge *judge, struct case_item *items, size_t n,
		    void (*done)(void *context, const struct err *err), void *context);

/*
 * Judges n children (ids ascending, each once; one or more) again by one rule of the rule set in
 * force, or by all (rule NULL), as a new fact would, and commits what follows: alerts that rise are
 * known as of now. Calls done once, from the loop: err NULL and how many rose, or why nothing was
 * done. children and rule are copied.
 */
void judge_children(struct judge *judge, const int64_t *children, size_t n, const char *rule,
		    void (*done)(void *context, const struct err *err, size_t n_risen),
		    void *context);

/* The same of households, by the rules that judge those. */
void judge_households(struct judge *judge, const int64_t *households, size_t n, const char *rule,
		      void (*done)(void *context, const struct err *err, size_t n_risen),
		      void *context);

/* What a person picks from the backlog: a rule that holds on a child, a household or a group of doubts on
 * history alone. */
struct judge_pick {
	int64_t subject;
	const int64_t
		*ids; /* to be judged, ascending: the subject itself; of a group its members */
	size_t n_ids;
	bool is_household;
	const char *person, *reason;
	const char *actor; /* who writes it down: "os:NAME" */
};

/*
 * Judges the subject by one rule of the rule set in force as if no contact were history: an alert that
 * rises so stands until somebody decides, whatever becomes history. Calls done once, from the loop:
 * err NULL and the alert that rose (0: none did), or why nothing was done. Everything is copied.
 */
void judge_raise(struct judge *judge, const char *rule, const struct judge_pick *pick,
		 void (*done)(void *context, const struct err *err, int64_t alert), void *context);

/* Writes the timers that children (or households) should have, raising nothing: one whose deadline
 * has passed is due at once. ids: as above. */
void judge_sweep(struct judge *judge, const int64_t *ids, size_t n, bool are_households,
		 void (*done)(void *context, const struct err *err), void *context);

/*
 * Fires the timer that came due first, if no other transaction has its child: judges the child by
 * the timer's rule, as at the time when it was due. Calls fired once, from the loop; any tells
 * whether one was due: then there may be more.
 */
void judge_timer(struct judge *judge, void (*fired)(void *context, const struct err *err, bool any),
		 void *context);

/* Counts for /metrics, since the start. */
struct judge_counts {
	uint64_t transactions, recorded, duplicates, conflicts;
	uint64_t reruns;  /* transactions run again after a lost race */
	uint64_t singles; /* items run alone after a failed transaction */
	uint64_t new_children;
	uint64_t alerts[4]; /* risen, grown, escalated, withdrawn */
};
void judge_count(const struct judge *judge, struct judge_counts *ret);

#endif
