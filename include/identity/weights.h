/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_WEIGHTS_H
#define CONCERND_IDENTITY_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What it is worth, in bits (log2 m/u), that two records agree in a field as well as they do; and
 * where the limits are. One table is in force at a time; its version is stored with every link that
 * it made. The shipped table is that of IDENTITY.md; `concernctl identity learn` counts others.
 */

enum field { FIELD_FORENAME, FIELD_SURNAME, FIELD_BIRTH, FIELD_POSTCODE, FIELD_SEX };
enum { FIELDS = 5 };

/*
 * Levels of a field, the best first, 0 where either side says nothing (worth nothing). Names:
 * enum name_likeness; birth dates: enum birth_likeness; postcodes: enum postcode_likeness; sex:
 * SEX_SAME, SEX_DIFFERS; further fields: enum more_likeness.
 */
enum { LEVELS = 7 };

enum sex_likeness { SEX_MISSING, SEX_SAME, SEX_DIFFERS };

/* Fields of a table of one's own, compared as texts. */
enum more_likeness { MORE_MISSING, MORE_SAME, MORE_EDITED, MORE_DIFFERENT };
enum { MORE_FIELDS = 8, MORE_NAME_BYTES = 32, MORE_LEVELS = 4 };

struct weight_more {
	char name[MORE_NAME_BYTES]; /* the column */
	double bits[MORE_LEVELS];   /* by enum more_likeness */
};

struct weights {
	double limit_bits;       /* from here on a record links by itself */
	double margin_bits;      /* if it is so much better than the next child */
	double probable_bits;    /* what FHIR calls probable; below: possible */
	double review_from_bits; /* from here on a person looks; below: a new child */
	double children_in_area; /* whom a record may be of, at least: more on file count as many */
	double bits[FIELDS][LEVELS];
	bool by_frequency;         /* an exact forename by how common it is: log2(m / frequency) */
	double forename_m;         /* that m */
	double forename_u;         /* the mean u, which what was seen is taken together with */
	bool surname_by_frequency; /* an exact surname, and a name in the other's place, likewise */
	double surname_m, surname_u;
	double frequency_children; /* so many children of the mean u, so that the first few on file
				      do not make a name common or rare */
	double swapped_share;      /* of records whose names are the other way round */
	double twin_bits[LEVELS];  /* forename, against an unseen twin: by enum name_likeness */
	double twin_named_bits
		[LEVELS]; /* near, fuzzy, weak, where both are names in their own right */
	double twin_prior, held_twin_prior, sibling_prior; /* 0: that alternative is left out */
	struct weight_more more[MORE_FIELDS];
	size_t n_more;
};

/* Fills in the shipped table. */
void weights_standard(struct weights *ret);

/* Leaves out the twin and the sibling: plain Fellegi-Sunter, which merges twins. For `replay
 * --no-guard` and for comparing with others' figures only. */
void weights_drop_guard(struct weights *weights);

enum { WEIGHTS_VERSION_BYTES = 17 };

/* The table's version: 16 hex digits of all its numbers, the same in every program. Returns out. */
const char *weights_version(const struct weights *weights, char *out);

/* "forename", "surname", …; and "exact", "near", …, of a level of a field, as the config and stored
 * links name them; "missing" for 0, NULL for a level that the field does not have. Static storage. */
const char *weights_field_name(enum field field);
const char *weights_level_name(enum field field, int level);
const char *weights_more_level_name(enum more_likeness level);

#endif
