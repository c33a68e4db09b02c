/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_WATCH_PRIVATE_H
#define CONCERND_DAEMON_NOTIFY_WATCH_PRIVATE_H

#include "casework/tell.h"
#include "ladder.h"
#include "notify/watch.h"

/* What is watched, one script after the other. */

struct event;

struct watch {
	struct store *store;
	struct rulesets *rulesets;
	struct tell_ways ways;
	void (*on_notices)(void *context);
	void *context;
	struct event *look;
	bool is_busy, is_over, has_failed;
	unsigned looks;
	uint64_t told, ended, mended;

	struct arena arena; /* of the script under way */
	struct ruleset *ruleset;
	int32_t want_rule_set; /* to be loaded before it can go on; 0: none */
	struct missed *missed;
	size_t n_missed;
	int64_t now_us;

	int64_t after_us, after; /* the sweep came so far */
	struct gap *gaps;        /* clocks that are missing */
	size_t n_gaps, n_page, n_mended;
	size_t n_sent; /* notices that a script wrote */

	const struct digest *digest; /* being made */
	size_t next_digest;
	int32_t day;
};

/* A clock that an alert should have. */
struct gap {
	int64_t child, alert;
	enum level level;
	enum clock_kind kind;
	int64_t known_us;
};

/* Takes the rule set in force, whose version is in a column of the first row. False with *err when it
 * has to be loaded first. */
bool watch_take_rules(struct watch *watch, const struct rows *rows, int column, struct err *err);

/* The scripts, each with the struct watch as context. */
extern const struct script watch_climb, watch_page, watch_mend, watch_dispatch, watch_digest;

#endif
