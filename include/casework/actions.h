/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_ACTIONS_H
#define CONCERND_CASEWORK_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "config/ruleset.h"
#include "store/params.h"

/* What somebody is asked to do, by a decision or a meeting: who, of which agency, by when, and what
 * happens if it is not done. Nothing else will do. */

enum {
	OWNER_MOST = 200,       /* characters */
	ACTION_TEXT_MOST = 500, /* characters of what, and of otherwise */
	ACTION_YEARS_MOST = 2,  /* due so long from now at most */
};

struct action_order {
	const char *what;
	const char *owner;       /* a named person, */
	const char *agency;      /* of an agency of the rules in force */
	const char *contingency; /* what happens if it is not done */
	int32_t due_day;         /* by its end; today or later */
};

/* False, also of more than `most`, with what to write instead, and a JSON pointer to what is wrong ("/actions/0/due"). */
bool actions_check(const struct ruleset *ruleset, const struct action_order *actions, size_t n,
		   size_t most, struct arena *arena, const char **ret_pointer, struct err *err);

/* The alert with which an action stands, as its level sets the clock. */
struct action_place {
	int64_t child, alert;
	enum level level;
};

/* The parameters of insert_actions: actions[i] stands with places[i]. meeting is 0 where a decision
 * sets them. */
struct action_setting {
	const struct action_order *actions;
	const struct action_place *places;
	size_t n;
	int64_t at_us;
	const char *person, *actor; /* who set them, and who wrote that down */
	int64_t meeting;
};
void actions_bind(struct params *params, const struct action_setting *setting);

/* Those of start_action_clocks, behind it in the same transaction. */
void actions_bind_clocks(struct params *params, const struct ruleset *ruleset,
			 const struct action_setting *setting);

#endif
