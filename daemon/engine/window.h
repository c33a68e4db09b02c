/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_WINDOW_H
#define CONCERND_ENGINE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/assess.h"
#include "score.h"

/* The walk over a rule's windows, one after the other: what assess() sums up and explain() tells. */

/* An incident that matches the rule's `where`. */
struct match {
	size_t incident;           /* index into the subject's incidents */
	int64_t at_us;             /* its t */
	struct wordset agencies;   /* of its matching contacts */
	struct wordset categories; /* of its matching contacts, other_categories too */
	bool is_last;              /* it matches `last`, or the rule has none */
	bool is_judged;
	bool is_fresh; /* not judged, and a contact of it has an agency or category that
				      the last decided alert did not have */
	bool is_news;  /* one of its contacts is not history */
};

/* The window of incident k: the matches from … k. */
struct window {
	size_t from, k;
	struct measure has;
	size_t n_unjudged;
	bool has_news;    /* not all contacts of its incidents are history */
	enum level level; /* the highest tier met; LEVEL_NONE when the rule does not hold here */
	bool is_due;      /* holds, and enough of it is not judged */
	bool counts;      /* is due, and not all history */
};

/* What is in the window, kept up as incidents come and go. */
struct tally {
	size_t n_unjudged, n_fresh, n_news;
	int n_agencies, n_categories;
	uint32_t by_agency[WORD_MAX + 1], by_category[WORD_MAX + 1];
};

struct walk {
	const struct rulebook *book;
	const struct rule *rule;
	const struct subject *subject;
	struct match *matches;
	struct points *points; /* of each match, if the rule asks for a score */
	size_t n;              /* matches */
	size_t next;           /* the k of the next window */
	size_t from;           /* matches from … next − 1 are in the tally */
	struct tally tally;
	bool has_score;
	struct scorer scorer;
};

/* Bytes of scratch memory for n contacts. */
size_t walk_bytes(size_t n_contacts);

/* Finds the matches. Cuts its arrays at *memory, which moves on; they must live as long as the
 * walk. */
void walk_init(struct walk *walk, const struct rulebook *book, const struct rule *rule,
	       const struct subject *subject, unsigned char **memory);

/* The window of the next k; false when there are no more. */
bool walk_next(struct walk *walk, struct window *ret);

/* Measures the matches that occurred from from_us to to_us, as at to_us, one by one. */
void walk_measure(const struct walk *walk, int64_t from_us, int64_t to_us, struct measure *ret);

/* True if a measure meets the whole of a tier's needs; score with a tolerance of 1e-9. */
bool needs_are_met(const struct needs *needs, const struct measure *has);

/* True if a contact is history for a rule. */
bool rule_sees_history(const struct rule *rule, const struct contact *contact);

/* True if an incident matches a where (SPEC section 4 "Matching"). */
bool incident_matches(const struct where *where, const struct wordset *uncounted,
		      const struct subject *subject, size_t incident);

#endif
