/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_ACCEPT_H
#define CONCERND_INTAKE_ACCEPT_H

#include <stdint.h>

#include "base/mem.h"
#include "casework/fact.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "net/event.h"

/*
 * What an event means: whose it is, which words it uses, whether it can be judged (SPEC section 2).
 * What would make it useless or wrong refuses it; what is bad in an optional field is left out and
 * told. Pure, but for the memory.
 */

enum accept_status {
	ACCEPT_TAKEN,
	ACCEPT_REFUSED,   /* 422 */
	ACCEPT_FORBIDDEN, /* 403: not this sender's source or agency */
};

struct acceptance {
	enum accept_status status;
	struct fact fact;               /* if taken; without its body, which the caller sets */
	struct event_problems errors;   /* the event's own, and those found here */
	struct event_problems warnings; /* likewise */
};

/*
 * Checks an event that a sender sent, at now_us, against the words of the rules in force.
 * settings: the identifier schemes and handling marks; NULL takes any. sender: NULL for none: any
 * source may speak, the event must say for which agency, `record` names the child whatever the
 * source, and nothing is history unless the event says so (backtest --events). Texts of *ret live
 * as long as the arena, the event, the sender and the ruleset.
 */
void accept_event(const struct event *event, const struct settings *settings,
		  const struct sender *sender, const struct ruleset *ruleset, int64_t now_us,
		  struct arena *arena, struct acceptance *ret);

#endif
