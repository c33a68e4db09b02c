/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/calendar.h"
#include "base/mem.h"
#include "identity/keys.h"
#include "identity/match.h"

/*
 * What it costs to decide on one contact among 6 to 6,000 candidates, which share its birth date or
 * its names, as the candidate query finds them; 600 are usual at a million children. Part of `make
 * bench`.
 */

enum { MOST = 6000, CONTACTS = 200 };

static const char *const given[] = { "Olivia", "Amelia",  "Mohammed", "Katherine", "Jack",
				     "Harry",  "Zuzanna", "Adebayo",  "Elizabeth", "Tom",
				     "Sarah",  "William", "Noor",     "Isabelle",  "Theo" };
static const char *const family[] = { "Smith",  "Jones",      "Khan",   "Okafor",    "Brackenbury",
				      "Taylor", "Wisniewska", "Patel",  "MacDonald", "Hawkesworth",
				      "Ali",    "Fenwick",    "Thorne", "Lidgate",   "Nguyen",
				      "Reed",   "Sutton" };

enum { GIVEN = sizeof given / sizeof *given, FAMILY = sizeof family / sizeof *family };

static void make_said(size_t i, struct said *ret)
{
	char postcode[16];

	*ret = (struct said){ .sender = "s", .has_birth = true, .forename_seen = 3 };
	snprintf(postcode, sizeof postcode, "XE%zu %zuAB", 1 + i % 40, i % 10);
	said_set_names(ret, given[i % GIVEN], family[i % FAMILY]);
	said_set_postcode(ret, postcode);
	/* A third shares the birth date; the others, found by their names, have their own. */
	ret->birth_day = date_to_day((struct date){ 2012, 3, 4 }) +
			 (i % 3 == 0 ? 0 : (int32_t)(i * 37 % 5000));
	ret->sex = i % 2 == 0 ? SAID_FEMALE : SAID_MALE;
}

/* Of this process, so that others do not count. */
static int64_t cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static double measure(struct match_question *question, const struct said *asked)
{
	int64_t begun_us = cpu_us();
	struct proposal proposal;
	int64_t sum = 0;

	for (int i = 0; i < CONTACTS; i++) {
		question->said = &asked[i];
		match_decide(question, &proposal);
		sum += proposal.best;
	}
	if (sum < 0)
		abort();
	return (double)(cpu_us() - begun_us) / CONTACTS;
}

static double measure_keys(const struct said *asked)
{
	int64_t begun_us = cpu_us();
	uint64_t keys[KEYS_ASKED];
	size_t sum = 0;

	for (int i = 0; i < CONTACTS * 100; i++)
		sum += keys_asked(&asked[i % CONTACTS], keys);
	if (sum == 0)
		abort();
	return (double)(cpu_us() - begun_us) / (CONTACTS * 100);
}

int main(void)
{
	struct said *held = mem_new(MOST, sizeof *held), *asked = mem_new(CONTACTS, sizeof *asked);
	const struct said **aliases = mem_new(MOST, sizeof *aliases);
	struct candidate *candidates = mem_new(MOST, sizeof *candidates);
	struct weights weights;

	weights_standard(&weights);
	for (size_t i = 0; i < MOST; i++) {
		make_said(i, &held[i]);
		aliases[i] = &held[i];
		candidates[i] = (struct candidate){ .child = (int64_t)i + 1,
						    .aliases = &aliases[i],
						    .n_aliases = 1 };
	}
	for (size_t i = 0; i < CONTACTS; i++)
		make_said(7 * i + 3, &asked[i]);
	printf("identity: one contact by weight, microseconds of CPU\n");
	printf("%12s %12s\n", "candidates", "us");
	for (size_t n = 6; n <= MOST; n *= 10) {
		struct match_question question = { .candidates = candidates,
						   .n_candidates = n,
						   .weights = &weights,
						   .children = 1000000 };

		measure(&question, asked); /* warm */
		printf("%12zu %12.1f\n", n, measure(&question, asked));
	}
	printf("%12s %12.2f\n", "its keys", measure_keys(asked));
	mem_free(held);
	mem_free(asked);
	mem_free(aliases);
	mem_free(candidates);
	return 0;
}
