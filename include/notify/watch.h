/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NOTIFY_WATCH_H
#define CONCERND_NOTIFY_WATCH_H

#include "casework/rulebook.h"
#include "config/settings.h"
#include "store/store.h"

/*
 * Watches what people owe. A clock that is missed tells the next rung of its ladder, each once: telling
 * and moving on are one transaction, of whichever daemon is alive. A slow sweep finds alerts whose clock
 * is missing, and mends it. Besides it sends feedback on its way, and makes the digests of the day.
 */

struct event_base;
struct metrics;
struct watch;

/* Starts to look. All of them outlive it; on_notices is called when there is something to send. Never
 * NULL. */
struct watch *watch_new(struct event_base *base, struct store *store, struct rulesets *rulesets,
			const struct settings *settings, void (*on_notices)(void *context),
			void *context);

/* Goes by other settings, which outlive it: at a reload. */
void watch_change(struct watch *watch, const struct settings *settings);

/* Ends looking. What is under way ends by itself, when the store is freed at the latest. */
void watch_free(struct watch *watch);

/* Writes its families for /metrics; context is the struct watch. */
void watch_measure(void *context, struct metrics *metrics);

#endif
