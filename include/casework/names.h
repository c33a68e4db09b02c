/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_NAMES_H
#define CONCERND_CASEWORK_NAMES_H

#include <stdint.h>

#include "store/store.h"

/*
 * How common forenames are among the children on file: a rare one that agrees says more. Counted in
 * the background, by whichever daemon comes first, a page of new aliases at a time; kept in the
 * database, and read from there into memory now and then. A little behind is near enough.
 */

struct event_base;
struct names;

/* Starts to count and to read, every few minutes. store outlives it. */
struct names *names_new(struct event_base *base, struct store *store);

/* After the store: what was under way ended with it. */
void names_free(struct names *names);

/* Counts all that is not counted yet and reads the counts: turns the loop until that is done. For
 * concernctl and tests. base may be NULL in names_new() for them. */
bool names_count_now(struct names *names, struct err *err);

/* How many children have a folded forename; 0: none, not known, or names is NULL. */
uint32_t names_seen(const struct names *names, const char *forename);

/* How many children there are, 1,000 or more (NULL likewise). */
uint64_t names_children(const struct names *names);

#endif
