/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_LADDER_H
#define CONCERND_DAEMON_NOTIFY_LADDER_H

#include "casework/rulebook.h"
#include "casework/tell.h"
#include "store/rows.h"

/* Clocks that were missed: who is told of it now, and when the next rung is told. */

struct missed {
	int64_t child, alert, part;
	const char *kind_name; /* of its clock */
	enum clock_kind kind;
	int64_t due_us;
	int32_t rung; /* told so far */
	const char *rule;
	enum level level;
	enum rule_mode mode;
	int32_t evidence_version;
	const char *holder;
	const char **agencies, **teams;
	size_t n_agencies, n_teams;
	bool is_owed; /* else the clock only ends */
	int64_t next_us;
	struct told_list told;
};

/* Reads a row of claim_clocks. */
void missed_read(struct arena *arena, const struct rows *rows, size_t row, struct missed *ret);

/* Sets whom the next rung tells as of now_us, and when the one after it comes. */
void missed_climb(struct missed *missed, struct ruleset *ruleset, const struct tell_ways *ways,
		  int64_t now_us, struct arena *arena);

#endif
