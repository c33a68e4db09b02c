/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_BACKTEST_H
#define CONCERND_CTL_BACKTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casework/hindsight.h"
#include "casework/replay.h"
#include "config/ruleset.h"

/* What the files of `concernctl backtest` share. */

struct ctl;

/* What was asked for. */
struct backtest_request {
	const char *events; /* a file; NULL: the database */
	const char *decided, *from, *to;
	int64_t jobs; /* 0: as many as there are processors */
	enum hindsight_decided when;
	struct span decided_after;
	int64_t from_us, to_us;
};

/* Reads decided, from and to; a day is one of the zone. NULL: only looks whether they can be read.
 * ERR_INPUT. */
bool backtest_read_request(struct backtest_request *request, const struct zone *zone,
			   struct err *err);

/* The history of the database: judges and prints. Returns what to end with. */
int backtest_stored(const struct ctl *ctl, struct backtest_request *request);

/* A file of events as JSON lines, and how its reading went. */
struct backtest_events {
	const char *path;   /* "-": standard input */
	int64_t to_us;      /* what was recorded at or after it is left out */
	size_t n_read;      /* events, not blank lines */
	size_t n_refused;   /* told on stderr as PATH:LINE: pointer: what is wrong */
	size_t n_duplicate; /* the same source, id and data came before */
	size_t n_warnings;  /* fields that were left out; the first few are told */
};

/* Reads all lines and adds what is taken to the replay, tagged with its line. ERR_INPUT when the
 * file cannot be read. */
bool backtest_read(struct backtest_events *events, const struct ruleset *ruleset,
		   struct replay *replay, struct err *err);

/* A replay_listener's on_refused, with the events as its context. */
void backtest_on_refused(void *context, size_t line, enum replay_refusal refusal);

/* Alerts to print: those that were known at or after from_us. */
struct backtest_alerts {
	const struct replay_alert *const *list; /* in order of (known_us, child, rule) */
	size_t n;
	int64_t from_us;
	const struct ruleset *ruleset; /* whose words their contacts are in */
};

void backtest_print_json(const struct backtest_alerts *alerts);
void backtest_print_tables(const struct backtest_alerts *alerts);

/* What one set of alerts has that another has not, rule by rule: the first alert of a rule on a child
 * is that of the other, and so on. */
void backtest_print_difference(const struct backtest_alerts *in_force,
			       const struct backtest_alerts *tried);

#endif
