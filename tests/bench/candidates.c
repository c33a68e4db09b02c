/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/mem.h"
#include "casework/fact.h"
#include "county.h"
#include "identity/keys.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/*
 * For `make bench ONLY=identity`.
 *   candidates fill N FOLDER      files for COPY: N children with a record, an NHS number (the first
 *                               900,000) and keys, ids beginning at 1,000,001
 *   candidates ask CONNINFO N Q   asks find_candidates for Q children of N, a letter of the surname
 *                               wrong; prints JSON: median and 99th percentile in ms, candidates
 */

enum { FIRST_ID = 1000001, NHS_NUMBERS = 900000, SHARERS = 21 /* the column */ };

static void read_child(uint64_t number, struct said *ret)
{
	struct county_child child = county_child(number);

	*ret = (struct said){ .sender = "bench", .has_birth = true };
	date_parse(child.birth, &ret->birth_day);
	said_set_names(ret, child.given, child.family);
	said_set_postcode(ret, child.postcode);
}

/* As tests/bench/load says it: a contact under the child's record then adds no words of its own. */
static void hash_child(const struct county_child *child, const char *record, char *nhs,
		       unsigned char *ret)
{
	char scheme[] = "nhs";
	struct fact_identifier identifier = { .scheme = scheme, .value = nhs };
	struct fact_person person = { .record = record,
				      .identifiers = &identifier,
				      .n_identifiers = nhs != NULL,
				      .family_name = child->family,
				      .given_names = child->given,
				      .postcode = child->postcode,
				      .birth = BIRTH_KNOWN };

	date_parse(child->birth, &person.birth_day);
	fact_hash_said(&person, "bench", NULL, ret);
}

static FILE *open_file(const char *folder, const char *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	return file;
}

/* As tests/bench/load numbers them. */
static void nhs_number(uint64_t n, char ret[11])
{
	int skip = (int)(n % 9);

	snprintf(ret, 11, "999%05u", (unsigned)(n / 9 % 100000));
	for (int last = 0; last < 10; last++) {
		int sum = 0;

		ret[8] = (char)('0' + last);
		for (int i = 0; i < 9; i++)
			sum += (ret[i] - '0') * (10 - i);
		int check = (11 - sum % 11) % 11;

		if (check != 10 && skip-- == 0) {
			ret[9] = (char)('0' + check);
			ret[10] = '\0';
			return;
		}
	}
}

static int fill(uint64_t n, const char *folder)
{
	FILE *children = open_file(folder, "child"), *aliases = open_file(folder, "alias");
	FILE *links = open_file(folder, "link"), *keys = open_file(folder, "alias_key");

	for (uint64_t i = 0; i < n; i++) {
		struct county_child child = county_child(i);
		struct said said;
		uint64_t held[KEYS_HELD], id = FIRST_ID + i;
		char nhs[11] = "\\N", record[24], hash[2 * FACT_HASH_BYTES + 1];
		unsigned char bytes[FACT_HASH_BYTES];

		if (i < NHS_NUMBERS)
			nhs_number(i, nhs);
		snprintf(record, sizeof record, "R%" PRIu64, i);
		hash_child(&child, record, i < NHS_NUMBERS ? nhs : NULL, bytes);
		sodium_bin2hex(hash, sizeof hash, bytes, sizeof bytes);
		read_child(i, &said);
		size_t n_held = keys_held(&said, held);

		fprintf(children, "%" PRIu64 "\n", id);
		fprintf(aliases, "%" PRIu64 "\t%s\t\\\\x%s\t%s\t%s\t%s\t%s\t%s\t%s\n", id, record,
			hash, nhs, child.family, child.given, child.birth, child.postcode,
			said.forename);
		fprintf(links, "%" PRIu64 "\t%" PRIu64 "\n", id, id);
		for (size_t j = 0; j < n_held; j++)
			fprintf(keys, "%" PRId64 "\t%" PRIu64 "\t%s|%s|%d|%s|0|\n",
				(int64_t)held[j], id, said.forename, said.surname,
				(int)said.birth_day, said.postcode);
	}
	return fclose(children) | fclose(aliases) | fclose(links) | fclose(keys);
}

/* ---- Asking ---- */

struct asking {
	uint64_t keys[KEYS_ASKED];
	size_t n;
	size_t found;
};

static bool bind_keys(void *context, struct params *params)
{
	const struct asking *asking = context;
	static const enum param_type none[] = { PARAM_TEXT, PARAM_TEXT, PARAM_INT4,
						PARAM_TEXT, PARAM_INT4, PARAM_TEXT };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		params_array(params, none[i], 0);
	params_array(params, PARAM_INT8, asking->n);
	for (size_t i = 0; i < asking->n; i++)
		params_add_int8(params, (int64_t)asking->keys[i]);
	params_array(params, PARAM_INT4, asking->n);
	for (size_t i = 0; i < asking->n; i++)
		params_add_int4(params, 0);
	params_array(params, PARAM_INT4, 0);
	for (int i = 0; i < 3; i++)
		params_null(params);
	return true;
}

static bool take(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	if (rows_count(rows) > 0)
		((struct asking *)context)->found += rows_array_count(rows, 0, SHARERS);
	return true;
}

static int compare(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static int ask(const char *conninfo, uint64_t n, uint64_t questions)
{
	static const struct step steps[] = { { "find_candidates", bind_keys, take, 0 } };
	static const struct script script = { "ask", steps, 1, 60 * INT64_C(1000000) };
	const struct store_options options = { .conninfo = conninfo,
					       .connections = 1,
					       .application = "bench" };
	struct event_base *base = event_base_new();
	struct store *store = store_new(base, &options);
	int64_t *took = mem_new(questions, sizeof *took);
	struct asking asking = { .found = 0 };
	struct err err;

	if (!store_connect_now(store, 20 * INT64_C(1000000), &err)) {
		fprintf(stderr, "candidates: %s\n", err.text);
		return 1;
	}
	for (uint64_t i = 0; i < questions; i++) {
		struct said said;

		read_child(county_mix(i) % n, &said);
		said.surname[1] = said.surname[1] == 'A' ? 'O' : 'A';
		asking.n = keys_asked(&said, asking.keys);
		int64_t begun = clock_monotonic_us();

		if (!store_run_now(store, &script, &asking, &err)) {
			fprintf(stderr, "candidates: %s\n", err.text);
			return 1;
		}
		took[i] = clock_monotonic_us() - begun;
	}
	qsort(took, questions, sizeof *took, compare);
	size_t middle = questions / 2, late = questions * 99 / 100;

	printf("{\"median_ms\": %.2f, \"p99_ms\": %.2f, \"candidates\": %.0f}\n",
	       (double)took[middle] / 1000, (double)took[late] / 1000,
	       (double)asking.found / (double)questions);
	store_free(store);
	event_base_free(base);
	mem_free(took);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "fill") == 0)
		return fill(strtoull(argv[2], NULL, 10), argv[3]) != 0;
	if (argc == 5 && strcmp(argv[1], "ask") == 0)
		return ask(argv[2], strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
	fputs("candidates fill N FOLDER | candidates ask CONNINFO N QUESTIONS\n", stderr);
	return 2;
}
