/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_METRICS_H
#define CONCERND_BASE_METRICS_H

#include <stddef.h>

/*
 * Figures for /metrics, in the text format of Prometheus (version 0.0.4). Whatever has something to
 * measure offers a function `void …_measure(void *context, struct metrics *metrics)`; main hands
 * them to people/. Label values are words of the config, never anything that a sender supplied.
 */

struct metrics {
	char *text; /* NUL-terminated; NULL when nothing was written */
	size_t length, room;
	const char *name; /* of the family under way */
};

enum metric_type { METRIC_GAUGE, METRIC_COUNTER };

/* An empty page; metrics_done() frees its text. */
void metrics_init(struct metrics *metrics);
void metrics_done(struct metrics *metrics);

/*
 * Begins a family: all its values follow, before the next begins. `name` (static) without the
 * prefix "concernd_", with its unit ("oldest_notice_seconds"); a counter's ends in "_total". `help`
 * is a sentence.
 */
void metrics_family(struct metrics *metrics, enum metric_type type, const char *name,
		    const char *help);

/* One value of the family under way, with its labels: pairs of name and value, then NULL. */
void metrics_add(struct metrics *metrics, double value, ...) __attribute__((sentinel));

/* A family of one value without labels. */
void metrics_one(struct metrics *metrics, enum metric_type type, const char *name, const char *help,
		 double value);

#endif
