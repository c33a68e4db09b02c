/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_BACKTEST_H
#define CONCERND_CTL_BACKTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casework/replay.h"
#include "config/ruleset.h"

/* What the files of `concernctl backtest` share. */

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

/* The alerts that were known at or after from_us, as JSON lines or as tables. */
void backtest_print_json(const struct replay *replay, int64_t from_us);
void backtest_print_tables(const struct replay *replay, const struct ruleset *ruleset,
			   int64_t from_us);

#endif
