/* SPDX-License-Identifier: Apache-2.0 */
#include "score.h"

#include <math.h>

#include "scratch.h"

/*
 * Sums of decayed points over a sliding window, to the last digits: nothing is ever subtracted, as
 * what a large sum leaves behind when it is taken away again would be as large as a threshold's
 * tolerance. Each agency has a binary tree over its incidents; a node holds the sum of its
 * incidents, decayed to the time of its last one, so a window is a handful of nodes. The leaves of
 * an agency with n incidents are nodes n … 2n − 1, the children of node i are 2i and 2i + 1; where n
 * is no power of two some nodes join the end to the beginning, and no window asks for those.
 */

size_t scorer_bytes(size_t n)
{
	return scratch_bytes(n, sizeof(size_t)) + scratch_bytes(2 * n, sizeof(double)) +
	       scratch_bytes(2 * n, sizeof(int64_t));
}

double score_decay(const struct score *rule, double points, int64_t span_us)
{
	if (rule->half_life_us == 0 || points == 0.0)
		return points;
	return points * exp2(-(double)span_us / (double)rule->half_life_us);
}

/* Counting sort: stable, so each agency's incidents stay in order. */
static void sort_by_agency(struct scorer *scorer, const struct points *points, size_t n)
{
	size_t start = 0;

	scorer->agencies = (struct wordset){ { 0 } };
	for (size_t i = 0; i < n; i++) {
		word agency = points[i].agency;

		if (!wordset_has(&scorer->agencies, agency))
			scorer->n[agency] = 0;
		wordset_add(&scorer->agencies, agency);
		scorer->n[agency]++;
	}
	for (int a = wordset_next(&scorer->agencies, 0); a <= WORD_MAX;
	     a = wordset_next(&scorer->agencies, a + 1)) {
		scorer->start[a] = start;
		scorer->low[a] = scorer->high[a] = 0;
		start += scorer->n[a];
	}
	for (size_t i = 0; i < n; i++) /* high counts up, and is set back */
		scorer->order[scorer->start[points[i].agency] + scorer->high[points[i].agency]++] =
			i;
	for (int a = wordset_next(&scorer->agencies, 0); a <= WORD_MAX;
	     a = wordset_next(&scorer->agencies, a + 1))
		scorer->high[a] = 0;
}

static void build_tree(struct scorer *scorer, const struct points *points, word agency)
{
	size_t start = scorer->start[agency];
	size_t n = scorer->n[agency];
	double *sums = scorer->sums + 2 * start;
	int64_t *times = scorer->times + 2 * start;

	for (size_t i = 0; i < n; i++) {
		sums[n + i] = points[scorer->order[start + i]].points;
		times[n + i] = points[scorer->order[start + i]].at_us;
	}
	for (size_t i = n; i-- > 1;) {
		int64_t span_us = times[2 * i + 1] - times[2 * i];

		times[i] = times[2 * i + 1];
		sums[i] = span_us < 0 ? 0.0
				      : score_decay(scorer->rule, sums[2 * i], span_us) +
						sums[2 * i + 1];
	}
}

void scorer_init(struct scorer *scorer, const struct score *rule, const struct points *points,
		 size_t n, unsigned char **memory)
{
	scorer->rule = rule;
	scorer->order = scratch_take(memory, n, sizeof(size_t));
	scorer->sums = scratch_take(memory, 2 * n, sizeof(double));
	scorer->times = scratch_take(memory, 2 * n, sizeof(int64_t));
	sort_by_agency(scorer, points, n);
	for (int a = wordset_next(&scorer->agencies, 0); a <= WORD_MAX;
	     a = wordset_next(&scorer->agencies, a + 1))
		build_tree(scorer, points, (word)a);
}

/* Moves an agency's bounds to the window. The lower one may move back a little: a month before the
 * 31st is not later than a month before the 30th. */
static void move_bounds(struct scorer *scorer, word agency, size_t from, size_t to)
{
	const size_t *order = scorer->order + scorer->start[agency];
	size_t n = scorer->n[agency];
	size_t *low = &scorer->low[agency], *high = &scorer->high[agency];

	while (*high < n && order[*high] <= to)
		(*high)++;
	while (*low < *high && order[*low] < from)
		(*low)++;
	while (*low > 0 && order[*low - 1] >= from)
		(*low)--;
}

static double agency_sum(const struct scorer *scorer, word agency, int64_t at_us)
{
	size_t start = scorer->start[agency];
	size_t n = scorer->n[agency];
	const double *sums = scorer->sums + 2 * start;
	const int64_t *times = scorer->times + 2 * start;
	size_t low = scorer->low[agency] + n, high = scorer->high[agency] + n;
	double sum = 0.0;

	for (; low < high; low /= 2, high /= 2) {
		if (low % 2 == 1) {
			sum += score_decay(scorer->rule, sums[low], at_us - times[low]);
			low++;
		}
		if (high % 2 == 1) {
			high--;
			sum += score_decay(scorer->rule, sums[high], at_us - times[high]);
		}
	}
	return sum;
}

double scorer_sum(struct scorer *scorer, size_t from, size_t to, int64_t at_us)
{
	double cap = scorer->rule->cap_per_agency, sum = 0.0;

	for (int a = wordset_next(&scorer->agencies, 0); a <= WORD_MAX;
	     a = wordset_next(&scorer->agencies, a + 1)) {
		double of_agency;

		move_bounds(scorer, (word)a, from, to);
		of_agency = agency_sum(scorer, (word)a, at_us);
		sum += cap > 0.0 && of_agency > cap ? cap : of_agency;
	}
	return sum;
}
