/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_STATUS_H
#define CONCERND_CTL_STATUS_H

#include "base/calendar.h"
#include "base/mem.h"
#include "casework/rulebook.h"
#include "ctl.h"

/* What `concernctl status` has found out, and how it is printed. */

struct sender_figures {
	const char *name;
	int64_t last_us; /* INT64_MIN: never */
	int64_t a_day, a_month, refused_kept;
	int64_t last_refused_us; /* INT64_MIN: never */
	bool is_silent;
	int64_t silent_us; /* since when */
	int32_t due;       /* about how many events were due; 0: not known */
};

/* A rule that looks back over the children on file, or did lately. */
struct look_back_figures {
	const char *rule;
	int32_t version, children, judged, risen;
	int64_t done_us; /* INT64_MIN: not yet */
};

struct shortfall {
	const char *sender;
	int32_t day, sent, here;
};

struct level_figures {
	const char *level;
	int64_t n, oldest_us;
};

struct status {
	struct ctl *ctl;
	struct arena arena;
	struct ctl_database database;
	const struct zone *zone;
	int code; /* the worst so far, CTL_OK at first */

	bool asked, answered; /* the daemon's /readyz */
	int answer;           /* HTTP status */
	int64_t sessions, since_us;

	struct rules_version in_force; /* version 0: none */
	bool files_hold, files_differ;

	struct look_back_figures *look_backs;
	size_t n_look_backs;
	struct level_figures levels[4];
	size_t n_levels;
	int64_t notices, oldest_notice_us, notices_tried, notices_dead;
	const char *notice_error;
	int64_t retention_ran_us, children_held; /* INT64_MIN: never */
	int64_t audit_waiting, audit_late, audit_since_us, audit_head;
	struct sender_figures *senders;
	size_t n_senders, n_silent;
	struct shortfall *shortfalls;
	size_t n_shortfalls;
};

/* For people, and as one JSON value. */
void status_print(const struct status *status);
void status_print_json(const struct status *status);

#endif
