/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_PERSONS_H
#define CONCERND_CASEWORK_PERSONS_H

#include "case.h"

/* What find.c, find_persons.c, find_again.c, known.c and persons.c share: the persons of a run, what is
 * known of whom they may be, and where each is placed. */

/* The persons of all entries, read and with their keys. */
void persons_collect(struct judging *judging);

/* What an alias is compared by, in one text: it stands with each of its keys. And back. */
const char *person_hint(struct arena *arena, const struct said *said);
void person_read_hint(struct arena *arena, const char *hint, size_t length, struct said *ret);

/* What find_candidates or find_children told. */
void find_take(struct judging *judging, const struct rows *rows, struct case_found *found);

/* Aliases that only keys told of, and that agree well enough for their children to be read whole: fills
 * in judging->near. */
void persons_find_near(struct judging *judging);

/* Places every child of the entries to be recorded: rows, new aliases and new children, doubts, and
 * what must be locked. False with *err when more must be asked first: the run is run again. */
bool persons_place(struct judging *judging, struct err *err);

/* A run that lost a race over children whom it opens, and held n stripes then, holds those of all its
 * persons the next time before it looks. */
void persons_hold_early(struct judging *judging, const int32_t *stripes, size_t n);

/* Everybody is to be placed anew: forgets all that was found and placed. */
void persons_forget(struct judging *judging);

/* After placing anew: true if that needs no lock and no id more than before, whose locks stand. */
bool persons_keep_locks(struct judging *judging, const struct judging *before);

/* ---- known.c: aliases on file, and those to be, by what they hold ---- */

/* Makes room for n_more, and lists those that were found. */
void known_index(struct judging *judging, size_t n_more);

/* Makes an alias known to those that come after it, and to its child. */
void known_add(struct judging *judging, size_t alias);

/* The alias of the child that says just this; NULL if nobody said it before. */
struct case_alias *known_same(const struct judging *judging, const struct case_child *child,
			      const unsigned char *hash);

/* Children whom a person may be, each once. */
struct candidate *known_candidates(struct judging *judging, const struct case_person *person,
				   size_t *ret_n);

/* True if the record id or the NHS number is on file: keys were not asked for. */
bool known_told(const struct judging *judging, const struct case_person *person);

/* The stripes of all that a person is found by, appended to ret; at most PERSON_STRIPES. */
enum { STRIPES = 1024, PERSON_STRIPES = KEYS_ASKED + 3 };
size_t known_stripes(const struct case_person *person, int32_t *ret);

#endif
