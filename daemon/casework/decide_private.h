/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_DECIDE_PRIVATE_H
#define CONCERND_CASEWORK_DECIDE_PRIVATE_H

#include "casework/decide.h"
#include "config/ruleset.h"
#include "store/params.h"
#include "store/rows.h"

/* One acknowledgement or decision under way: what the steps of its script share. */
struct deciding {
	const struct decide_order *order;
	struct store *store;
	struct rulesets *rulesets;
	struct arena *arena;
	const struct script *script;
	decide_done *done;
	void *context;

	struct decide_answer answer;
	struct decide_found *found; /* answer.found */
	int32_t want_rule_set;      /* to be loaded before it can go on; 0: none */
	bool is_newer;              /* some alert has grown since it was seen */
	size_t loads; /* of rule sets: one that cannot be read is not asked for ever */
};

/* Notes why nothing is decided. Always false: the transaction is rolled back. */
bool decide_refuse(struct deciding *deciding, enum decide_status status, const char *pointer,
		   struct err *err, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* False, refused, unless all that can be said without the database is right. */
bool decide_check_order(struct deciding *deciding, struct err *err);

/* The evidence version of the order for an alert; 0: the latest. */
int32_t decide_seen(const struct decide_order *order, int64_t alert);

/* Children, then alerts: the first two parameters of statements about what was found. */
void decide_add_pairs(const struct deciding *deciding, struct params *params);

bool decide_bind_alerts(void *context, struct params *params);
bool decide_take_alerts(void *context, const struct rows *rows, struct err *err);
bool decide_bind_children(void *context, struct params *params);
bool decide_bind_facts(void *context, struct params *params);
bool decide_take_facts(void *context, const struct rows *rows, struct err *err);
bool decide_bind_news(void *context, struct params *params);
bool decide_take_news(void *context, const struct rows *rows, struct err *err);

/* Ends the clocks of all that was found, up to a kind: acknowledged, or acknowledged and decided. */
bool decide_bind_clock_ends(const struct deciding *deciding, struct params *params,
			    enum clock_kind last);

/* What it asks for, with whose alert; false: nothing. */
bool decide_sets_actions(const struct deciding *deciding, struct action_setting *ret);

/* Starts those of its actions, and what agencies are told of it with the clock of that. */
bool decide_bind_action_clocks(void *context, struct params *params);
bool decide_bind_feedback(void *context, struct params *params);

#endif
