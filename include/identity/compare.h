/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_COMPARE_H
#define CONCERND_IDENTITY_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "identity/said.h"
#include "identity/weights.h"

/*
 * Two aliases compared: levels by field, and what they are worth against the three others whom the
 * record could speak of: an unrelated child, an unseen twin, a sibling. Pure.
 */

struct levels {
	uint8_t of[FIELDS];        /* 0: missing */
	uint8_t more[MORE_FIELDS]; /* by weights->more */
	bool swapped; /* forename and surname are compared the other way round, and that counts */
	uint8_t crossed; /* enum name_likeness: swapped: the forename level that twin and sibling
			    are weighed by (the worse of the two crossings); else of[FORENAME] */
	bool named;      /* both forenames are names in their own right: each seen twice on file */
};

/* How the two agree. Names are the other way round where that is worth more. */
void compare_levels(const struct said *said, const struct said *alias,
		    const struct weights *weights, struct levels *ret);

struct against {
	double children;  /* on file */
	bool twin_likely; /* a twin is held, or a multiple birth flagged: the prior is .5 */
};

struct worth {
	double unrelated; /* W, without the prior */
	double twin;      /* Wt, without the prior */
	double sibling;   /* Ws, without the prior */
	double bits;      /* B: what the three leave */
};

/* The prior in bits: log2 of how many children a record may be of, those on file or, where they are more,
 * those of the area. */
double compare_prior(const struct weights *weights, double children);

/* Weighs levels. said and alias: what was compared, for how common its names are. */
void compare_weigh(const struct levels *levels, const struct weights *weights,
		   const struct said *said, const struct said *alias, const struct against *against,
		   struct worth *ret);

enum { LEVELS_TEXT_BYTES = 512 };

/* "forename=exact surname=near birth=swapped postcode=missing sex=same", " names=swapped" where they
 * are; what a stored link says. Nothing in it is of a person. Returns out. */
const char *compare_levels_text(const struct levels *levels, const struct weights *weights,
				char *out);

#endif
