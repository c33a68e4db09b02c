/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/mem.h"
#include "identity/keys.h"
#include "identity/match.h"
#include "intake/csv_file.h"
#include "tools/fuzz.h"

/* Any bytes as a CSV file of records (given names, family name, birth date, postcode, one more), each
 * asked about with those before it on file. */

enum { RECORDS = 16 };

struct fuzzed {
	struct arena *arena;
	struct weights weights;
	struct said said[RECORDS];
	const struct said *aliases[RECORDS];
	struct candidate candidates[RECORDS];
	size_t n;
};

static void hold(bool it_holds)
{
	if (!it_holds)
		abort();
}

static bool is_folded(const char *text, const char *letters, size_t most)
{
	return strlen(text) < most && text[strspn(text, letters)] == '\0';
}

static void read_record(struct fuzzed *fuzzed, const struct import_row *row, struct said *said)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char *folded = arena_new(fuzzed->arena, 1, NAME_BYTES);

	said->sender = "s";
	said_set_names(said, row->cells[0], row->n > 1 ? row->cells[1] : NULL);
	said->has_birth = row->n > 2 && date_parse(row->cells[2], &said->birth_day);
	said_set_postcode(said, row->n > 3 ? row->cells[3] : NULL);
	said->more[0] = row->n > 4 ? said_fold_more(row->cells[4], folded, NAME_BYTES) : NULL;
	said->forename_seen = (uint32_t)fuzzed->n;
	hold(is_folded(said->forename, letters, NAME_BYTES));
	hold(is_folded(said->surname, letters, NAME_BYTES));
	hold(is_folded(said->postcode, letters, POSTCODE_BYTES));
}

static void compare_with_itself(const struct fuzzed *fuzzed, const struct said *said)
{
	struct levels levels;

	compare_levels(said, said, &fuzzed->weights, &levels);
	hold(levels.of[FIELD_FORENAME] <= NAME_SAME && levels.of[FIELD_SURNAME] <= NAME_SAME);
	hold(levels.of[FIELD_POSTCODE] <= POSTCODE_SAME && levels.more[0] <= MORE_SAME);
	hold(!levels.swapped);
}

static void decide(const struct fuzzed *fuzzed, const struct said *said)
{
	struct match_question question = { .said = said,
					   .candidates = fuzzed->candidates,
					   .n_candidates = fuzzed->n,
					   .weights = &fuzzed->weights,
					   .children = 1000 };
	struct proposal proposal;

	match_decide(&question, &proposal);
	hold(isfinite(proposal.bits) && isfinite(proposal.second_bits));
	hold((proposal.verdict == VERDICT_LINK) == (proposal.child != 0));
	hold((proposal.verdict == VERDICT_REVIEW) == (proposal.n_doubts > 0));
	hold(proposal.n_doubts <= MATCH_DOUBTS);
}

static bool take_row(void *context, const struct import_row *row)
{
	struct fuzzed *fuzzed = context;
	struct said *said = &fuzzed->said[fuzzed->n];
	uint64_t keys[KEYS_ASKED];

	read_record(fuzzed, row, said);
	hold(keys_held(said, keys) <= KEYS_HELD);
	hold(keys_asked(said, keys) <= KEYS_ASKED);
	compare_with_itself(fuzzed, said);
	decide(fuzzed, said);
	fuzzed->aliases[fuzzed->n] = said;
	fuzzed->candidates[fuzzed->n] = (struct candidate){ .child = (int64_t)fuzzed->n + 1,
							    .aliases = &fuzzed->aliases[fuzzed->n],
							    .n_aliases = 1 };
	return ++fuzzed->n < RECORDS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct arena arena;
	struct fuzzed fuzzed = { .arena = &arena };
	struct err err = { 0 };

	arena_init(&arena);
	weights_standard(&fuzzed.weights);
	fuzzed.weights.n_more = 1;
	if (!csv_file_read((const char *)data, length, &arena, take_row, &fuzzed, &err))
		hold(err.kind == ERR_INPUT && err.text[0] != '\0');
	arena_done(&arena);
	return 0;
}

#ifndef FUZZING
static void changed_records_are_decided_on_or_refused(void **state)
{
	(void)state;
	fuzz_replay(LLVMFuzzerTestOneInput, "identity", 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed_records_are_decided_on_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
