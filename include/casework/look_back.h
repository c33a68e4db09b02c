/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_LOOK_BACK_H
#define CONCERND_CASEWORK_LOOK_BACK_H

#include <stdbool.h>

#include "casework/judge.h"
#include "store/store.h"

struct event_base;

/*
 * New rules and the children that are on file already: in the background, page by page, each child is
 * judged by a rule that is new, means something else or became live. What there is to do stands in
 * the database (table look_back, written when rules are put in force); every daemon takes pages.
 */
struct look_back;

/* children_an_hour: over all rules and all daemons, at most; 0: this daemon takes none. Begins when
 * look_back_wake() is called first. base, store and judge outlive it. */
struct look_back *look_back_new(struct event_base *base, struct store *store, struct judge *judge,
				int children_an_hour);

/* Not while it is busy, unless the store is gone already. */
void look_back_free(struct look_back *look_back);

/* True while a page is under way. */
bool look_back_is_busy(const struct look_back *look_back);

/* Rules were put in force, or the database is there again: looks soon. */
void look_back_wake(struct look_back *look_back);

/* From now on so many children an hour. */
void look_back_change(struct look_back *look_back, int children_an_hour);

/* Takes no further page; the one under way, if any, goes on to its end. */
void look_back_stop(struct look_back *look_back);

#endif
