/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_MATCH_H
#define CONCERND_IDENTITY_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "identity/name.h"

/*
 * Which child a contact speaks of: candidates in, a proposal with its reason out. Pure. Who asks
 * holds the candidates: after locking the child it must find them again and see that they are the
 * same, for a proposal is only as good as what it was made from.
 */

/* What one contact said of a person (an alias), as far as it is gone by. */
struct said {
	const char *sender, *record; /* record: NULL when the sender has none that lasts */
	const char *nhs;             /* valid, ten digits; NULL when none */
	bool has_birth;              /* a birth date; an expected one confirms nothing */
	int32_t birth_day;
	char forename[NAME_BYTES]; /* the first given name, folded; "" when none */
};

/* A child on file that shares a key (a record id or an NHS number) with what was said. */
struct candidate {
	int64_t child;
	const struct said *const *aliases; /* all that is linked to it */
	size_t n_aliases;
};

enum match_reason {
	MATCH_RECORD, /* the sender's own id was linked to it already */
	MATCH_NHS,    /* a valid NHS number, confirmed by the birth date */
	MATCH_NEW,    /* nothing on file speaks of this child */
	/* New as well, but a person should look: */
	MATCH_NEW_REUSED,  /* the record id is on file, with another NHS number, or another birth
			      date and forename */
	MATCH_NEW_UNSURE,  /* the NHS number is on file, but the birth date does not confirm it or
			      the forename contradicts */
	MATCH_NEW_BETWEEN, /* two children fit the NHS number equally well */
};
enum { MATCH_REASONS = 6 };

struct proposal {
	int64_t child; /* 0 for a new one */
	enum match_reason reason;
};

/*
 * Proposes the child. Steps 1 and 2 of IDENTITY.md, "Deterministic": the sender's own record id,
 * then a valid NHS number confirmed by the birth date (the same, one edit, or day and month the
 * other way round) and a forename that does not contradict; else a new child. Two different valid
 * NHS numbers forbid any link. taken: children that other persons of the same contact are, whom an
 * NHS number alone cannot be given to as well (twins who were sent with one number).
 */
void match_propose(const struct said *said, const struct candidate *candidates, size_t n,
		   const int64_t *taken, size_t n_taken, struct proposal *ret);

/* The reason as the database keeps it: "record", "nhs-number", "new-child", … Static storage. */
const char *match_reason_name(enum match_reason reason);

#endif
