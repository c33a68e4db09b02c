/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_PEOPLE_TRYOUT_H
#define CONCERND_DAEMON_PEOPLE_TRYOUT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/err.h"
#include "casework/hindsight.h"

/* Rules that are tried out on what is on file, before anybody puts them in force: the backtest of
 * `concernctl backtest --rules`, read-only, in a thread of its own, one at a time. */

struct event_base;
struct tryouts;

/* conninfo: of the database, for a connection of its own. Never NULL. */
struct tryouts *tryouts_new(struct event_base *base, const char *conninfo);

/* Waits for the thread; calls nobody any more. */
void tryouts_free(struct tryouts *tryouts);

/*
 * Tries the text of a rules.conf, which is copied, and calls done once, from the loop: with what
 * tryout_compare() gives, the callee's to decref, or with err. False, and nothing follows, while another
 * is under way.
 */
bool tryouts_run(struct tryouts *tryouts, const char *text,
		 void (*done)(void *context, const struct err *err, json_t *told), void *context);

/* tryout_compare.c: alerts a week by the rules in force and by those that are tried, and those gained
 * and lost, as JSON; of rules that are live. */
json_t *tryout_compare(const struct hindsight *in_force, const struct hindsight *tried);

#endif
