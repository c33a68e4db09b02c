/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_LADDER_H
#define CONCERND_IDENTITY_LADDER_H

#include "identity/match.h"

/* What the steps of match.c share: numbers.c says how record ids and numbers speak of a candidate,
 * ranking.c which candidates weigh most. */

enum agreement { DISAGREES = -1, SILENT = 0, AGREES = 1 };

/*
 * What numbers say of one candidate, over all its aliases: it agrees in a field if any of them
 * does, and contradicts if some speak of the field and none agrees.
 */
struct likeness {
	const struct candidate *candidate;
	bool same_record;
	enum agreement nhs, upn;
	/* Only where the record id or one of the numbers agrees: */
	enum agreement birth;    /* agrees: confirmed; disagrees: it cannot be the same date */
	bool birth_exact;        /* the very same date */
	enum agreement forename; /* agrees: does not contradict */
	enum agreement surname;  /* agrees: exact or near */
	enum name_likeness best_forename;
	bool is_taken; /* another person of the contact is this child */
};

void numbers_compare(const struct match_question *question, const struct candidate *candidate,
		     struct likeness *ret);

/* The steps of the ladder that a likeness fits. */
bool numbers_fit_record(const struct likeness *likeness);
bool numbers_fit_nhs(const struct likeness *likeness);
bool numbers_fit_upn(const struct likeness *likeness);

/* Above 0 if a fits better than b. */
int numbers_order(const struct likeness *a, const struct likeness *b);

/* How much a candidate weighs: its best alias, with the best postcode of all of them. */
struct weighed {
	const struct candidate *candidate;
	double bits;
	struct levels levels;
	bool is_vetoed; /* may not link by itself */
	bool is_needed; /* a number spoke of it: a doubt whatever it weighs */
};

/* The strongest: those that are needed first, then by bits, then by the lower child. */
enum { RANKED = MATCH_DOUBTS };
struct ranking {
	struct weighed list[RANKED];
	size_t n;
};

/* Weighs a candidate; false if nothing of it can be weighed (unborn, or no weights). */
bool ranking_weigh(const struct match_question *question, const struct candidate *candidate,
		   struct weighed *ret);

/* Puts it in its place; the weakest falls out when there are too many. */
void ranking_add(struct ranking *ranking, const struct weighed *weighed);

#endif
