/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_WINDOW_H
#define CONCERND_ENGINE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/assess.h"
#include "score.h"

/* The walk over a rule's windows, one after the other: what assess() sums up and explain() tells. */

/* An incident that matches the rule's `where`, or that of a link of its chain. */
struct match {
	size_t incident;         /* index into the subject's incidents */
	int64_t at_us;           /* its t */
	unsigned links;          /* bit 0: matches the rule's where; bit i: that of the i-th link */
	struct wordset agencies; /* of its matching contacts */
	struct wordset categories; /* of its matching contacts, other_categories too */
	bool is_last;              /* it matches `last`, or the rule has none */
	bool is_judged;
	bool is_fresh; /* not judged, and a contact of it has an agency or category that
				      the last decided alert did not have */
	bool is_news;  /* one of its contacts is not history */
};

/* The window of incident k: the matches from … k, or, of kinds whose windows have gaps, members. */
struct window {
	size_t from, k;
	size_t members[RULE_LINKS + 1]; /* ascending, the last is k */
	size_t n_members;               /* 0: all of from … k */
	int64_t true_us;                /* since when it holds: t(k); `unless`: t(k) + by */
	struct measure has;
	size_t n_unjudged, n_fresh, n_news; /* of its incidents, by struct match */
	enum level level; /* the highest tier met; LEVEL_NONE when the rule does not hold here */
	bool is_due;      /* holds, and enough of it is not judged */
	bool counts;      /* is due, and not all history */
};

/* What is in the sliding window of `needs`, kept up as incidents come and go. */
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
	size_t from;           /* needs: matches from … next − 1 are in the tally */
	size_t usual_from;     /* needs: matches usual_from … from − 1 are what is usual */
	struct tally tally;
	bool has_score;
	struct scorer *scorer;         /* of a rule that asks for a score */
	size_t *before;                /* then: by match and link, the member before it */
	size_t latest[RULE_LINKS + 1]; /* then: by link, the last match that a chain reached */
	size_t *answers; /* unless: contacts that may answer, by reference where asked for, then
			    in order */
	size_t n_answers;
	size_t next_decision;            /* after_decision: the first that is not before t(k) */
	const struct decision *decision; /* the latest before t(k) with a wanted outcome */
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

/* Of n_before matches in `usual_over` before the window: how many a span of the window's length had.
 * 0 where that is not asked for. */
double usual_count(const struct rule *rule, size_t n_before);

/* True if a measure meets the whole of a tier's needs; score with a tolerance of 1e-9. */
bool needs_are_met(const struct needs *needs, const struct measure *has);

/* True if a contact is history for a rule. */
bool rule_sees_history(const struct rule *rule, const struct contact *contact);

/* What the kind of the rule needs to know before the first window; walk_init() calls it. */
void holding_init(struct walk *walk, unsigned char **memory);

/* Fills members, true_us, has, n_… and level of the window of incident k. Called for each k in
 * order. */
void holding_reach(struct walk *walk, struct window *window);

/* Bytes of scratch memory that holding_init() cuts for n contacts. */
size_t holding_bytes(size_t n_contacts);

/* `unless`: the first contact that answers a match, however late (SIZE_MAX: none); when its time is up;
 * and true if one answers it by then. */
size_t holding_answer(const struct walk *walk, const struct match *match);
int64_t holding_deadline(const struct walk *walk, const struct match *match);
bool holding_is_answered(const struct walk *walk, const struct match *match);

/* True if match i lies in the window. */
bool window_has(const struct window *window, size_t i);

/* True if an incident matches a where (SPEC section 4 "Matching"). */
bool incident_matches(const struct where *where, const struct wordset *uncounted,
		      const struct subject *subject, size_t incident);

#endif
