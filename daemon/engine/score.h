/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_SCORE_H
#define CONCERND_ENGINE_SCORE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/rule.h"

/* Decayed points of matching incidents, by agency and window. */

/* What an incident brings, before it decays. */
struct points {
	word agency; /* of its first matching contact */
	double points;
	int64_t at_us;
};

struct scorer {
	const struct score *rule;
	struct wordset agencies;    /* that have incidents: of others nothing below is set */
	size_t start[WORD_MAX + 1]; /* by agency: where its incidents begin in `order`, */
	size_t n[WORD_MAX + 1];     /* and how many they are */
	size_t low[WORD_MAX + 1];   /* by agency: the window's first and one past its last, */
	size_t high[WORD_MAX + 1];  /* counted from start */
	size_t *order;              /* incidents by agency, then in order */
	double *sums;               /* by agency, a tree: two nodes an incident */
	int64_t *times;             /* of each node: the time that its sum is taken at */
};

/* What points are worth after a span: halved each half-life. */
double score_decay(const struct score *rule, double points, int64_t span_us);

/* Bytes of scratch memory for n incidents. */
size_t scorer_bytes(size_t n);

/* Makes ready to answer for n incidents, in order of time. Cuts its arrays at *memory, which moves
 * on; they must live as long as the scorer. */
void scorer_init(struct scorer *scorer, const struct score *rule, const struct points *points,
		 size_t n, unsigned char **memory);

/* The score of the window of incidents from … to (both in it) at at_us. Windows are asked for in
 * order of `to`. */
double scorer_sum(struct scorer *scorer, size_t from, size_t to, int64_t at_us);

#endif
