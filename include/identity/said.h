/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_SAID_H
#define CONCERND_IDENTITY_SAID_H

#include <stdbool.h>
#include <stdint.h>

#include "identity/name.h"
#include "identity/postcode.h"
#include "identity/weights.h"

/* What one contact said of a person (an alias), as far as identity goes by it: made alike, never
 * blended with what others said. Pure. */

enum said_sex { SAID_SEX_UNKNOWN, SAID_FEMALE, SAID_MALE }; /* "other" says nothing: unknown */

struct said {
	const char *sender, *record; /* record: NULL when the sender has none that lasts */
	const char *nhs; /* valid, ten digits; NULL when none. One that was superseded: the
			    number that took its place, where the caller knows it */
	const char *upn; /* valid; NULL when none */
	/* Who the mother is, as a text that is the same for the same mother ("nhs 9990000018",
	 * "police r17"); NULL when not known. */
	const char *mother;
	bool has_birth; /* a birth date; an expected one confirms nothing */
	int32_t birth_day;
	/* yyyymmdd of a birth date that no calendar has (13 as a month), when has_birth is false; 0:
	 * none. The daemon takes none; old files are full of them, and their digits still speak. */
	int32_t odd_birth;
	bool is_unborn; /* then it goes by mother and expected_day, never by a name */
	int32_t expected_day;
	bool is_multiple; /* flagged as one of a multiple birth, or its contact names another child
			     born on the same day */
	enum said_sex sex;
	char forename[NAME_BYTES]; /* the first given name, folded; "" when none */
	char surname[NAME_BYTES];  /* the family name, folded; "" when none */
	char postcode[POSTCODE_BYTES];
	/* How many children on file have this forename in an alias; 0 when unknown or none. Of the
	 * person asked about and of each candidate's alias alike. */
	uint32_t forename_seen;
	uint32_t surname_seen;         /* likewise the surname; a daemon counts forenames alone */
	const char *more[MORE_FIELDS]; /* by weights->more, made alike by said_fold_more(); NULL
					  when not said. The daemon has none. */
};

/* Fills in forename, surname and postcode from texts as sent, valid UTF-8; NULL: not said. */
void said_set_names(struct said *said, const char *given_names, const char *family_name);
void said_set_postcode(struct said *said, const char *postcode);

/* A further field made alike: letters and digits only, upper case, cut at size. Returns out, or NULL
 * when nothing is left. */
const char *said_fold_more(const char *text, char *out, size_t size);

#endif
