/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>
#include <cmocka.h>

#include "../../daemon/engine/score.h"
#include "base/clock.h"
#include "base/mem.h"

/* The tree of sums against the sum by the letter: quadratic, and obviously right. */

enum { MANY = 2000, AGENCIES = 5, WINDOW = 500 };

static double slow_sum(const struct score *rule, const struct points *points, size_t from, size_t k)
{
	double sums[AGENCIES + 1] = { 0 }, sum = 0;

	for (size_t i = from; i <= k; i++) {
		double decay = rule->half_life_us == 0
				       ? 1.0
				       : exp2(-(double)(points[k].at_us - points[i].at_us) /
					      (double)rule->half_life_us);

		sums[points[i].agency] += points[i].points * decay;
	}
	for (int agency = 0; agency <= AGENCIES; agency++)
		sum += rule->cap_per_agency > 0 ? fmin(sums[agency], rule->cap_per_agency)
						: sums[agency];
	return sum;
}

/* The same numbers on every machine. */
static unsigned next_random(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static void compare(const struct score *rule)
{
	struct points *points = mem_new(MANY, sizeof *points);
	struct scorer *scorer = mem_new(1, sizeof *scorer);
	void *memory = mem_new(1, scorer_bytes(MANY));
	unsigned char *at = memory;
	unsigned seed = 7;

	for (size_t i = 0; i < MANY; i++) {
		points[i].agency = (word)(1 + next_random(&seed, AGENCIES));
		points[i].at_us = (int64_t)i * 9 * USEC_PER_HOUR + next_random(&seed, 1000);
		points[i].points = i == 100 ? 1e9 : 1.7 * next_random(&seed, 5);
	}
	scorer_init(scorer, rule, points, MANY, &at);
	for (size_t k = 0; k < MANY; k++) {
		size_t back = k < WINDOW ? k : WINDOW - next_random(&seed, 3);
		double slow = slow_sum(rule, points, k - back, k);
		double fast = scorer_sum(scorer, k - back, k, points[k].at_us);

		if (fabs(slow - fast) > 1e-9 * fmax(1.0, slow * 1e-3))
			fail_msg("at %zu: %.15g, not %.15g", k, fast, slow);
	}
	mem_free(points);
	mem_free(scorer);
	mem_free(memory);
}

static void a_decayed_score_is_right_to_a_billionth_even_after_a_huge_one(void **state)
{
	(void)state;
	compare(&(struct score){ .half_life_us = 30 * USEC_PER_DAY });
}

static void a_capped_score_is_right_to_a_billionth(void **state)
{
	(void)state;
	compare(&(struct score){ .half_life_us = 60 * USEC_PER_DAY, .cap_per_agency = 150.0 });
}

static void a_score_without_half_life_is_right_to_a_billionth(void **state)
{
	(void)state;
	compare(&(struct score){ .cap_per_agency = 300.0 });
	compare(&(struct score){ .half_life_us = 0 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decayed_score_is_right_to_a_billionth_even_after_a_huge_one),
		cmocka_unit_test(a_capped_score_is_right_to_a_billionth),
		cmocka_unit_test(a_score_without_half_life_is_right_to_a_billionth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
