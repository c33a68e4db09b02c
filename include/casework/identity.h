/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_IDENTITY_H
#define CONCERND_CASEWORK_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "casework/judge.h"
#include "store/store.h"

/*
 * A person's word on who is who. Records that may be one child wait as reviews; a word settles one,
 * merges two children, or takes records off one. Links are revoked and added, never overwritten;
 * contacts follow the links of their records, and every rule judges the children again, in one
 * transaction with the word and its audit. Undecided alerts follow the facts; decided ones stay
 * where they were decided, and count for the child that theirs became part of.
 */

enum identity_act {
	IDENTITY_SAME,      /* the two of a review are one child: the older one stays */
	IDENTITY_DIFFERENT, /* they are two, for good */
	IDENTITY_MERGE,     /* `other` is part of `child` from now on */
	IDENTITY_SPLIT, /* `aliases` of `child` are of another child: the one that they came from
			       by a merge, if it had just those, else a new one */
};

struct identity_order {
	enum identity_act act;
	int64_t review;         /* of SAME and DIFFERENT */
	int64_t child, other;   /* of MERGE; SPLIT: child */
	const int64_t *aliases; /* of SPLIT: records as identity_child_now() numbers them */
	size_t n_aliases;
	bool overrules;     /* MERGE, SAME: though a person told them apart */
	const char *person; /* who says so */
	const char *reason; /* why, in the person's words: rationale_check() */
	const char *actor;  /* who writes it down, for the audit: "os:NAME", "user:NAME" */
	bool dry_run;       /* do all of it, and undo it */
};

enum identity_status {
	IDENTITY_DONE,
	IDENTITY_WRONG,     /* a person or a reason that will not do */
	IDENTITY_NOT_FOUND, /* no such review, child or record */
	IDENTITY_SETTLED,   /* the review was settled before, or a child is part of another */
	IDENTITY_APART,     /* a person told them apart, and the order does not overrule that */
	IDENTITY_NOTHING,   /* nothing to do: the same child, or all records of one */
};

struct identity_settled {
	enum identity_status status;
	char text[400];    /* unless DONE: what is wrong and what to do */
	int64_t child;     /* who stays, or from whom the records were taken */
	int64_t other;     /* who became part of it; who has the records now; who is another */
	size_t n_contacts; /* that went from the one to the other */
	size_t n_risen, n_grown, n_withdrawn; /* alerts */
};

/*
 * Does as ordered, and calls done once, from the loop (or from within, where person or reason will not
 * do). err is NULL unless the database could not do
 * it. *order and what it points to live until then, *settled as long as done runs.
 */
void identity_settle(struct judge *judge, const struct identity_order *order,
		     void (*done)(void *context, const struct err *err,
				  const struct identity_settled *settled),
		     void *context);

/* The same for concernctl and tests: turns the loop until it is done. */
bool identity_settle_now(struct store *store, struct judge *judge,
			 const struct identity_order *order, struct identity_settled *ret,
			 struct err *err);

/* ---- What is known of a child besides ---- */

struct identity_flag_order {
	int64_t child;
	const char *flag; /* adopted: one of two identities, nothing links to it by itself but the
			       sender's own record id; multiple-birth: a twin is more likely */
	bool clears;
	const char *reason; /* why: rationale_check() */
	const char *actor;
};

/* Sets or clears a flag, audited. Turns the loop. False with *err when the database cannot do it; else
 * *ret is DONE, WRONG, NOT_FOUND or NOTHING (it stands so already), and but for DONE err->text says
 * what is wrong. */
bool identity_flag_now(struct store *store, const struct identity_flag_order *order,
		       enum identity_status *ret, struct err *err);

/* NHS numbers, valid, of which the old one was superseded. */
struct identity_superseded {
	const char *old_number, *new_number;
};

/* Notes them: whoever has either number is the same child from the next contact on. Audited. */
bool identity_supersede_now(struct store *store, const struct identity_superseded *list, size_t n,
			    const char *actor, struct err *err);

/* ---- Looking ---- */

struct identity_review {
	int64_t id, child, other;
	int64_t alias; /* the words that raised it */
	const char *reason, *levels, *weights;
	double bits;
	int64_t opened_us;
	const char *state;      /* open, same, different, moot */
	int64_t settled_us;     /* INT64_MIN: it is open */
	const char *settled_by; /* NULL likewise */
	const char *settled_reason;
	int64_t alert; /* an undecided alert that rests on the doubt; 0: none */
	const char *alert_level;
	int32_t n_near; /* undecided alerts of either child */
};

struct identity_reviews {
	struct identity_review *list;
	size_t n;
};

/* Open reviews, or with all every one: those whose doubt an alert rests on first, then those of
 * children with undecided alerts, then the oldest. Looking is audited. In the arena. */
bool identity_reviews_now(struct store *store, bool all, int32_t most, const char *actor,
			  struct arena *arena, struct identity_reviews *ret, struct err *err);

/* What a sender said of a person: a record that a word may move. */
struct identity_record {
	int64_t alias, child;
	const char *sender, *record; /* record: NULL when the sender has none */
	const char *nhs, *upn, *family_name, *given_names, *sex, *postcode; /* NULL: not said */
	int32_t birth_day;
	bool has_birth, is_expected;
	const char *reason; /* of its link */
	double bits;        /* NAN: it was not weighed */
	int64_t linked_us;
	const char *linked_by; /* NULL: the program */
	int32_t n_contacts;
};

struct identity_sides {
	bool found;
	struct identity_review review;   /* id 0: of a child alone */
	struct identity_record *records; /* of both children, the first child's first */
	size_t n;
};

/* A review, or (review 0) one child, with all records: personal, and audited. In the arena. */
bool identity_show_now(struct store *store, int64_t review, int64_t child, const char *actor,
		       struct arena *arena, struct identity_sides *ret, struct err *err);

/* One thing that bears on who a child is. */
enum identity_note_kind {
	IDENTITY_BECAME,   /* it is part of `other` */
	IDENTITY_ABSORBED, /* `other` is part of it */
	IDENTITY_GAVE,     /* records were taken off it, and are of `other` */
	IDENTITY_GOT,      /* records came to it from `other` */
	IDENTITY_MAY_BE,   /* an open review: it may be `other` */
	IDENTITY_KEPT,     /* a person told it apart from `other` */
};

struct identity_note {
	enum identity_note_kind kind;
	int64_t other, at_us;
	const char *person, *reason; /* NULL: of no person's doing */
	int64_t review;              /* of IDENTITY_MAY_BE; else 0 */
	double bits;
	int64_t alert; /* of IDENTITY_MAY_BE: an undecided one that rests on it; 0: none */
};

struct identity_notes {
	struct identity_note *list; /* in order of time */
	size_t n;
};

/* As known at an instant, INT64_MAX: now. Not audited: for those whose look is. In the arena. */
bool identity_notes_now(struct store *store, int64_t child, int64_t known_us, struct arena *arena,
			struct identity_notes *ret, struct err *err);

/* "Child 7 is part of it since 3 November 2026 …", in the arena; at: that time as its reader writes
 * it. */
const char *identity_note_text(struct arena *arena, const struct identity_note *note,
			       const char *at);

/* "became", "absorbed", … Static storage. */
const char *identity_note_name(enum identity_note_kind kind);

#endif
