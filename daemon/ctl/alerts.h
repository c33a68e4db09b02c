/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_ALERTS_H
#define CONCERND_CTL_ALERTS_H

#include "base/calendar.h"
#include "ctl.h"
#include "store/alerts.h"

/* How alerts are printed: as rows of a list, whole, and as JSON (times in UTC). */

enum { ALERTS_TIME_BYTES = 48 };

/* "3 Nov 2026 18:10" by the zone's clock (NULL: "… UTC"), in out of ALERTS_TIME_BYTES. Returns out. */
char *alerts_time(const struct zone *zone, int64_t at_us, char *out);

/* "police, health and social-care" in the arena. */
const char *alerts_listed(struct arena *arena, const struct alert_words *words);

json_t *alerts_row_json(const struct alert_row *alert);
json_t *alerts_detail_json(const struct alert_detail *detail);

/* A table of alerts, a line for one, and all of one. */
void alerts_print_list(const struct zone *zone, const struct alert_list *list);
void alerts_print_line(const struct zone *zone, const struct alert_row *alert);
void alerts_print_detail(const struct zone *zone, const struct alert_detail *detail);

/* Alerts as they stand, printed; returns what to end with. */
struct alerts_list_options {
	const struct zone *zone;
	const char *state, *level, *rule; /* as they were asked for; NULL: not */
	int64_t limit;
	bool follow, void_only, json;
	const char *actor; /* who looks */
};
int alerts_list(struct ctl_database *database, const struct alerts_list_options *options);

/* What holds on history alone, printed; returns what to end with. */
struct alerts_backlog_options {
	const struct zone *zone;
	const char *rule, *level; /* NULL: all */
	const char *actor;        /* who looks */
	bool json;
};
struct rulesets;

/* Notes a decision, or that somebody has an alert in hand; returns what to end with: 6 where the rule wants somebody else, 8 where there is
 * no such alert, 9 where newer facts have come or it is settled already. */
struct alerts_decide_options {
	int64_t alert;
	const char *outcome, *rationale, *person; /* NULL: not given */
	int64_t evidence_version;                 /* 0: the latest */
	const char *action; /* "OWNER; AGENCY; DUE; WHAT; OTHERWISE"; NULL: none */
	bool dry_run;
	bool acknowledge;
	const char *actor; /* who writes it down */
};
int alerts_decide(struct store *store, struct rulesets *rulesets,
		  const struct alerts_decide_options *options, bool json);

int alerts_backlog(struct store *store, struct rulesets *rulesets,
		   const struct alerts_backlog_options *options);

/* Raises one of them; returns what to end with. */
struct alerts_raise_options {
	const char *subject, *rule;  /* as they were written */
	const char *person, *reason; /* NULL: not given */
	bool dry_run, json;
	const char *actor;
};
int alerts_backlog_raise(struct ctl_database *database, struct rulesets *rulesets,
			 const struct alerts_raise_options *options);

#endif
