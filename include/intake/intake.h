/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_INTAKE_H
#define CONCERND_INTAKE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "casework/judge.h"
#include "casework/rulebook.h"
#include "config/settings.h"
#include "net/listener.h"
#include "store/store.h"

/*
 * How events come in: over HTTP or through an inbox folder, from a sender who is known, each checked,
 * gathered to batches that grow by load, recorded and judged by casework, and answered after COMMIT.
 * What is refused is kept.
 */

struct event_base;
struct intake;
struct metrics;

struct intake_options {
	struct event_base *base;
	struct store *store;
	struct rulesets *rulesets;
	struct judge *judge;
	const struct settings *settings;
};

/* Starts to watch the inbox folders. All of the options outlive it. Never NULL. */
struct intake *intake_new(const struct intake_options *options);

/* Only when intake_stop() has told that it is idle. */
void intake_free(struct intake *intake);

/* Goes by these settings from now on; those before must stay until intake_free(). */
void intake_change(struct intake *intake, const struct settings *settings);

/* Takes nothing more (503), and calls on_idle(context) once, from the loop, when all that was taken
 * is answered. */
void intake_stop(struct intake *intake, void (*on_idle)(void *context), void *context);

/* Routes for the listener of senders; their context is the struct intake. */
const struct route *intake_routes(size_t *ret_n);

/* True if it knows rules to check events by. */
bool intake_is_ready(void *context);

/* Writes its families for /metrics; context is the struct intake. */
void intake_measure(void *context, struct metrics *metrics);

#endif
