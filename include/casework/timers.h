/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_TIMERS_H
#define CONCERND_CASEWORK_TIMERS_H

#include "casework/judge.h"
#include "casework/rulebook.h"
#include "store/store.h"

/*
 * Fires what comes due by nothing but time. Timers are rows of the database; each copy of the daemon
 * looks every second and takes what no other has. A slow sweep over all children finds timers that
 * are missing, should a rule be new or a row be lost.
 */

struct event_base;
struct timers;

/* Starts to look at once. All of them outlive it. */
struct timers *timers_new(struct event_base *base, struct store *store, struct rulesets *rulesets,
			  struct judge *judge);

/* Ends looking. What is under way ends by itself, and must: the judge is freed after it. */
void timers_free(struct timers *timers);

#endif
