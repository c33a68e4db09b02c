/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/assess.h"

/*
 * What it costs to gather and assess() 10 to 10,000 incidents of one child, by a rule of each kind:
 * time, beside n log n, and memory. Part of `make bench`.
 */

enum { SIZES = 4, RUNS = 5 };

static const size_t sizes[SIZES] = { 10, 100, 1000, 10000 };

struct bench {
	struct rulebook book;
	struct rule rules[5];
	struct contact *contacts;
	struct bearing bearing;
};

static const char *const kinds[] = { "needs", "score, times_usual", "then", "unless",
				     "after_decision" };

static void ask(struct where *where, enum criterion_field field, word wanted)
{
	struct criterion *criterion = &where->criteria[where->n++];

	*criterion = (struct criterion){ .field = field };
	wordset_add(&criterion->words, wanted);
}

static void make_rules(struct bench *bench)
{
	const struct span month = { SPAN_EXACT, 30 * USEC_PER_DAY };

	for (size_t i = 0; i < 5; i++) {
		struct rule *rule = &bench->rules[i];

		*rule = (struct rule){ .name = kinds[i],
				       .within = { SPAN_MONTHS, 12 },
				       .rearm = 1 };
		rule->n_tiers = 1;
		rule->tiers[0] = (struct tier){ LEVEL_AMBER, { .incidents = 3, .agencies = 2 } };
		rule->history_before_us = INT64_MIN;
		for (int w = 0; w <= WORD_MAX; w++)
			rule->score.weights[w] = 1.0;
		for (int g = 0; g < GRADES; g++)
			rule->score.grade_factor[g] = 1.0;
	}
	bench->rules[1].within = month;
	bench->rules[1].usual_over = (struct span){ SPAN_EXACT, 360 * USEC_PER_DAY };
	bench->rules[1].tiers[0].needs =
		(struct needs){ .incidents = 3, .score = 20.0, .times_usual = 1.1 };
	bench->rules[1].score.half_life_us = 60 * USEC_PER_DAY;
	bench->rules[1].score.cap_per_agency = 60.0;
	bench->rules[2].kind = RULE_THEN;
	bench->rules[2].chain.n = 3;
	for (size_t i = 0; i < 3; i++) {
		bench->rules[2].chain.links[i].within = month;
		ask(&bench->rules[2].chain.links[i].where, FIELD_CATEGORY, (word)(1 + i));
	}
	bench->rules[3].kind = RULE_UNLESS;
	bench->rules[3].unless.by = month;
	bench->rules[3].unless.same_ref = true;
	ask(&bench->rules[3].unless.where, FIELD_AGENCY, 1);
	bench->rules[4].kind = RULE_AFTER_DECISION;
	bench->rules[4].after.within = month;
	wordset_add(&bench->rules[4].after.outcomes, 1);
}

/* Three a day, of four agencies and five categories, every second with a reference of its own. */
static void make_contacts(struct bench *bench, size_t n)
{
	static char refs[10000][16];

	for (size_t i = 0; i < n; i++) {
		struct contact *contact = &bench->contacts[i];

		*contact = (struct contact){ .id = (int64_t)i + 1, .version = 1, .source = "s" };
		contact->event_id = "e";
		contact->occurred_us = (int64_t)i * 8 * USEC_PER_HOUR + (int64_t)i;
		contact->recorded_us = contact->occurred_us;
		contact->occurred_day = (int32_t)(i / 3);
		contact->agency = (word)(1 + i % 4);
		contact->category = (word)(1 + i % 5);
		wordset_add(&contact->categories, contact->category);
		snprintf(refs[i], sizeof refs[i], "r%zu", i);
		contact->incident_ref = refs[i];
		contact->bearings = &bench->bearing;
		contact->n_bearings = 1;
	}
}

/* The quickest of a few runs, in microseconds: gathering and judging once. */
static double measure(const struct bench *bench, const struct rule *rule, size_t n, size_t *ret_n)
{
	void *gathered = mem_new(1, incidents_bytes(n)), *memory = mem_new(1, assess_bytes(n));
	struct decision decisions[1] = { { 0, 1, LEVEL_GREEN } };
	double best = 1e18;

	for (int run = 0; run < RUNS; run++) {
		size_t times = 20000 / n + 1;
		int64_t began_us = clock_monotonic_us();

		for (size_t i = 0; i < times; i++) {
			struct incidents incidents;
			struct verdict verdict;
			struct subject subject = { .contacts = bench->contacts,
						   .n_contacts = n,
						   .incidents = &incidents,
						   .decisions = decisions,
						   .n_decisions = 1,
						   .now_us = INT64_MAX };

			incidents_gather(&bench->book.gathering, bench->contacts, n, gathered,
					 &incidents);
			assess(&bench->book, rule, &subject, memory, &verdict);
			*ret_n = incidents.n;
		}
		double took = (double)(clock_monotonic_us() - began_us) / (double)times;

		best = took < best ? took : best;
	}
	mem_free(gathered);
	mem_free(memory);
	return best;
}

int main(void)
{
	struct bench *bench = mem_new(1, sizeof *bench);

	bench->book.zone = zone_new("Europe/London", NULL);
	bench->book.gathering.same_reference_us = 14 * USEC_PER_DAY;
	bench->contacts = mem_new(sizes[SIZES - 1], sizeof *bench->contacts);
	make_rules(bench);
	printf("%-20s %10s %12s %16s %14s\n", "rule", "incidents", "microseconds", "ns per n log n",
	       "bytes");
	for (size_t kind = 0; kind < 5; kind++)
		for (size_t size = 0; size < SIZES; size++) {
			size_t n = sizes[size], incidents = 0;

			make_contacts(bench, n);
			double took = measure(bench, &bench->rules[kind], n, &incidents);

			printf("%-20s %10zu %12.1f %16.1f %14zu\n", kinds[kind], incidents, took,
			       1000.0 * took / ((double)n * log2((double)n)),
			       assess_bytes(n) + incidents_bytes(n));
		}
	zone_free((struct zone *)(uintptr_t)bench->book.zone);
	mem_free(bench->contacts);
	mem_free(bench);
	return EXIT_SUCCESS;
}
