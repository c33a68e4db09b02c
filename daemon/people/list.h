/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_LIST_H
#define CONCERND_PEOPLE_LIST_H

#include "ask.h"

/* What requests for a list share: a word that chooses, how many at most, and behind which row it goes on.
 * The statement says where a page ended, as `next`; that comes back as `after`. */

struct list_page {
	bool has_place;
	int64_t first, second; /* of the row that the page before ended with */
	int64_t most;
};

/* Reads `limit` and `after` ("FIRST_SECOND", two whole numbers). False, noted. */
bool list_read_page(struct ask *ask, struct list_page *ret);

/* The same where the first is a date: ("2026-01-31_12"), which `first` has as a day number. */
bool list_read_page_of_days(struct ask *ask, struct list_page *ret);

/* A parameter that is one of some words, NULL-ended; the first of them when it is not given. False, noted:
 * "state is open, done or all". */
bool list_word(struct ask *ask, const char *name, const char *const *words, const char **ret);

/* Binds the place, two bigints or nulls. */
void list_add_place(const struct list_page *page, struct params *params);

/* An id of ours in the query, null when it is not given. */
bool list_id(struct ask *ask, const char *name, int64_t *ret);
void list_add_id(int64_t id, struct params *params);

#endif
