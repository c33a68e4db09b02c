/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_REPLAY_H
#define CONCERND_INTAKE_REPLAY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "casework/judge.h"
#include "config/settings.h"

/* What was refused, sent again by a person who has mended what kept it out: the rules or the
 * configuration. It goes through the same checks and the same judge. */

struct event_base;

struct replay_options {
	struct event_base *base;
	struct judge *judge;
	const struct settings *settings;
	const struct ruleset *ruleset;
	const struct sender *sender; /* who sent it */
};

struct replayed {
	bool whole;       /* every event of it is recorded now (or was already): it is settled */
	json_t *receipts; /* as the sender would have got them; the caller decrefs */
};

/* Turns the loop until it is recorded and judged, or refused again. text: length bytes and a NUL.
 * False with *err when it cannot be read (ERR_INPUT) or not be stored now (ERR_RETRY). */
bool replay_now(const struct replay_options *options, const char *text, size_t length,
		struct replayed *ret, struct err *err);

#endif
