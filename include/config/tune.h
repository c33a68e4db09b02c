/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_TUNE_H
#define CONCERND_CONFIG_TUNE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

/*
 * The thresholds of a rules.conf as rows that a form can show and change: one row a number, a span or a
 * mode. What a rule looks for (`where` and the like) is no threshold, and is left to who edits the file.
 */

struct tunable {
	const char *rule;  /* its name */
	const char *key;   /* "within", "needs.incidents", "levels.red.needs.incidents", "mode" */
	const char *value; /* as the file writes it, without quotes */
	bool is_number;
};

/* The rows of a text of rules, in its order; in the arena. NULL with ERR_INPUT if libconfig cannot read
 * it. */
struct tunable *tune_list(const char *text, struct arena *arena, size_t *ret_n, struct err *err);

/*
 * The text with the values of n rows changed; every row must be one of tune_list()'s. NULL with
 * ERR_INPUT, and in *ret_wrong the row that will not do. What it means is not looked at: read it by
 * ruleset_read_text(). In the arena.
 */
const char *tune_write(const char *text, const struct tunable *changes, size_t n,
		       struct arena *arena, size_t *ret_wrong, struct err *err);

#endif
