/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_MATCH_H
#define CONCERND_IDENTITY_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "identity/compare.h"
#include "identity/said.h"

/*
 * Which child a contact speaks of: candidates in, a proposal with its reason out. Pure. Who asks
 * holds the candidates: after locking the child it must find them again and see that they are the
 * same, for a proposal is only as good as what it was made from.
 */

/* What a person once said of this pair: these words (this alias, or one that says the same), and this
 * child. */
enum match_word { PERSON_SILENT, PERSON_SAME, PERSON_DIFFERENT };

/* A child on file that shares a key (identity/keys.h), a record id, an NHS number or a UPN with what
 * was said. */
struct candidate {
	int64_t child;
	const struct said *const *aliases; /* all that is linked to it */
	size_t n_aliases;
	enum match_word word;
	bool is_sealed; /* adopted, or of a restricted family: never links by itself, but for the
			   sender's own record id */
	bool has_twin;  /* known to be one of a multiple birth; that its twin is among the
			   candidates is seen without it */
};

struct match_question {
	const struct said *said;
	bool is_sealed; /* the same, of who is asked about */
	const struct candidate *candidates;
	size_t n_candidates;
	const int64_t *taken; /* children that other persons of the same contact are */
	size_t n_taken;
	const struct weights *weights; /* NULL: numbers and record ids alone */
	uint64_t children;             /* on file */
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
	MATCH_NEW_BETWEEN, /* two children fit the number equally well */
	/* The rest of the ladder. */
	MATCH_UPN,          /* a valid UPN, the same birth date, and surname or forename */
	MATCH_WORD,         /* a person said so */
	MATCH_WEIGHT,       /* by weight, well clear of the next */
	MATCH_UNBORN,       /* the same mother and about the same expected date */
	MATCH_NEW_POSSIBLE, /* look: weight enough to ask, not enough to link */
	MATCH_NEW_CLOSE,    /* look: weight enough, but another child has nearly as much */
	MATCH_NEW_VETOED,   /* look: enough to link, but two NHS numbers differ, or an identity is
			       sealed, or the child is another person of the same contact, or no
			       name was compared */
	MATCH_NEW_BORN,     /* look: an unborn child of the same mother was expected about then */
};
enum { MATCH_REASONS = 14 };

enum match_verdict {
	VERDICT_LINK,   /* child is who it is */
	VERDICT_REVIEW, /* open a provisional child at once, and the doubts with it */
	VERDICT_NEW,    /* open a child */
};

enum { MATCH_DOUBTS = 7 }; /* with the new child itself, 8 records are judged together */

/* A child that the record may be of, open until a person says. */
struct doubt {
	int64_t child;
	double bits;
	struct levels levels;
};

struct proposal {
	int64_t child; /* 0 for a new one */
	enum match_reason reason;
	enum match_verdict verdict;
	/* Of the child that is proposed, else of the best; 0 and all missing if there is none or no
	 * weights were given. */
	double bits;
	struct levels levels;
	int64_t best;       /* the child with the most bits; 0 for none */
	int64_t second;     /* the next; 0 for none */
	double second_bits; /* its bits */
	/* VERDICT_REVIEW: one or more, the strongest first. */
	struct doubt doubts[MATCH_DOUBTS];
	size_t n_doubts;
};

/*
 * Decides. IDENTITY.md, the first that applies: the sender's own record id, unless NHS number, or
 * birth date and forename together, contradict (review: the id was reused); a valid NHS number
 * confirmed by the birth date (the same, one edit, or day and month the other way round) and a
 * forename that does not contradict; a UPN with the same birth date and surname or forename; a
 * person's earlier "same"; the unborn by mother and expected date; weight. A person's "different" takes
 * a candidate out. Two different valid NHS numbers forbid any link by itself, and so does a sealed
 * identity; a child that is taken cannot be given to a second person of the contact by a number or by
 * weight (twins who were sent with one number). Equal weights: the child with the lower number.
 */
void match_decide(const struct match_question *question, struct proposal *ret);

/* The reason as the database keeps it: "record", "nhs-number", "new-child", … Static storage. */
const char *match_reason_name(enum match_reason reason);

/* FHIR's match grade of bits: "certain" from the limit on, "probable", "possible",
 * "certainly-not". Static storage. */
const char *match_grade(double bits, const struct weights *weights);

#endif
