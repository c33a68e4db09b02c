/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_NAME_H
#define CONCERND_IDENTITY_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Names made alike, and how far two of them agree. Pure. */

enum { NAME_BYTES = 64 }; /* folded names are cut at 63 letters */

/*
 * Folds valid UTF-8 to the letters A to Z: accents are taken off, letter case too; hyphens,
 * apostrophes, blanks and all else are dropped. out (NAME_BYTES) is "" when nothing is left. Stops
 * at the first blank when first_word is true (blanks in front skipped). Returns what follows in
 * name, for the next word.
 */
const char *name_fold(const char *name, bool first_word, char *out);

/* True if a folded forename says nothing: empty, or a placeholder (BABY, TWIN, UNKNOWN, NK, …). */
bool name_is_placeholder(const char *folded);

/* In order: a greater one agrees less. IDENTITY.md, "Weight", forename. */
enum name_likeness {
	NAME_MISSING, /* one of the two says nothing */
	NAME_SAME,
	NAME_NEAR,  /* one edit at 3 letters or more, Jaro-Winkler of .94 or more, or a nickname */
	NAME_FUZZY, /* .86, two edits at 5 letters or more, or 4 letters or more of the other */
	NAME_WEAK,  /* .76, within the other, or an initial */
	NAME_DIFFERENT,
};

/* Compares two folded forenames; placeholders say nothing. */
enum name_likeness name_compare(const char *a, const char *b);

/* Compares two folded surnames: no placeholders but "", and no nicknames. */
enum name_likeness name_compare_surnames(const char *a, const char *b);

/* True if people who are called one of two folded forenames are called the other as well ("BILL",
 * "WILLIAM"; "JACK", "JOHN"). The table is our own choice of English short forms. */
bool name_is_nickname(const char *a, const char *b);

/* Edits (a letter more, less or another, or two neighbours the other way round) between two folded
 * names: optimal string alignment. */
int name_edits(const char *a, const char *b);

/* True if two texts that differ, or not, are at most one such edit apart; much faster. */
bool name_is_one_edit(const char *a, const char *b);

/* Jaro-Winkler likeness of two folded names, 0 to 1; prefix scale 0.1, at most four letters. */
double name_jaro_winkler(const char *a, const char *b);

#endif
