/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_POSTCODE_H
#define CONCERND_IDENTITY_POSTCODE_H

/* Postcodes made alike, and how two of them agree. Pure. */

enum { POSTCODE_BYTES = 12 };

/*
 * Makes a postcode upper case without blanks; what is no letter or digit is dropped. "" for a
 * placeholder: ZZ99… (ONS: no fixed abode, unknown), NK, UNKNOWN, zeros alone, and for what is
 * longer than a postcode. Returns out (POSTCODE_BYTES).
 */
const char *postcode_fold(const char *text, char *out);

enum postcode_likeness {
	POSTCODE_MISSING,
	POSTCODE_SAME,
	POSTCODE_EDITED, /* one edit */
	POSTCODE_SECTOR, /* all but the last two letters agree */
	POSTCODE_DIFFERENT,
};

/* Compares two folded postcodes. */
enum postcode_likeness postcode_compare(const char *a, const char *b);

#endif
