/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "config/difference.h"
#include "config/ruleset.h"
#include "config/tune.h"

/* Thresholds as rows of a form. */

static const char text[] =
	"agencies = ( { name = \"police\"; } ); categories = ( { name = \"missing\"; } );\n"
	"outcomes = ( { name = \"nfa\"; } );\n"
	"rules = (\n"
	"{ name = \"repeat\"; title = \"Third\"; within = \"12 months\"; needs = { incidents = 3; "
	"score = 20.5; };\n"
	"  score = { default_weight = 1.0; half_life = \"60 days\"; };\n"
	"  level = \"amber\"; levels = ( { level = \"red\"; needs = { incidents = 5; }; } ); },\n"
	"{ name = \"later\"; mode = \"off\"; level = \"red\"; where = { category = [\"missing\"]; "
	"};\n"
	"  unless = { where = { category = [\"missing\"]; }; by = \"1 day\"; }; }\n"
	");\n";

static struct arena arena;

static int make_arena(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int end_arena(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void every_threshold_is_a_row(void **state)
{
	static const char *const expected[] = {
		"repeat within 12 months",
		"repeat needs.incidents 3",
		"repeat needs.score 20.5",
		"repeat levels.red.needs.incidents 5",
		"repeat score.half_life 60 days",
		"repeat rearm 1",
		"repeat mode live",
		"later mode off",
	};
	size_t n;
	struct err err;
	struct tunable *rows = tune_list(text, &arena, &n, &err);

	(void)state;
	assert_non_null(rows);
	assert_int_equal(n, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(
			arena_printf(&arena, "%s %s %s", rows[i].rule, rows[i].key, rows[i].value),
			expected[i]);
	assert_true(rows[1].is_number && !rows[0].is_number);
}

static void what_is_written_differs_in_the_changed_rows_alone(void **state)
{
	const struct tunable changes[] = {
		{ .rule = "repeat", .key = "within", .value = "6 months" },
		{ .rule = "repeat", .key = "levels.red.needs.incidents", .value = "6" },
		{ .rule = "repeat", .key = "needs.score", .value = "30" },
		{ .rule = "repeat", .key = "rearm", .value = "2" },
	};
	size_t wrong;
	struct err err;
	struct findings findings;
	const char *written = tune_write(text, changes, 4, &arena, &wrong, &err);

	(void)state;
	assert_non_null(written);
	assert_string_equal(
		config_difference(text, written, &arena),
		"rules.repeat.within: \"12 months\" -> \"6 months\"\n"
		"rules.repeat.needs.score: 20.5 -> 30\n"
		"rules.repeat.levels: [{level = \"red\"; needs = {incidents = 5;};}] -> "
		"[{level = \"red\"; needs = {incidents = 6;};}]\n"
		"rules.repeat.rearm: added\n");
	findings_init(&findings);
	struct ruleset *ruleset = ruleset_read_text(written, "tried", &findings);

	assert_non_null(ruleset);
	assert_int_equal(ruleset_rule(ruleset, "repeat")->rearm, 2);
	ruleset_free(ruleset);
	findings_done(&findings);
}

static void expect_refused(const char *rule, const char *key, const char *value, const char *why)
{
	const struct tunable changes[] = {
		{ .rule = "repeat", .key = "needs.incidents", .value = "4" },
		{ .rule = rule, .key = key, .value = value },
	};
	size_t wrong = 9;
	struct err err;

	assert_null(tune_write(text, changes, 2, &arena, &wrong, &err));
	assert_int_equal(wrong, 1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_string_equal(err.text, why);
}

static void what_is_no_threshold_is_refused_by_its_row(void **state)
{
	(void)state;
	expect_refused("none", "within", "1 day", "no rule in force has this threshold");
	expect_refused("repeat", "name", "other", "no rule in force has this threshold");
	expect_refused("repeat", "title", "Other", "no rule in force has this threshold");
	expect_refused("repeat", "needs.agencies", "2", "no rule in force has this threshold");
	expect_refused("later", "where.category", "x", "no rule in force has this threshold");
	expect_refused("repeat", "needs.incidents", "three", "give a number from 0 to 1,000,000");
	expect_refused("repeat", "needs.incidents", "nan", "give a number from 0 to 1,000,000");
	expect_refused("repeat", "needs.incidents", "1e9", "give a number from 0 to 1,000,000");
	expect_refused("repeat", "needs.incidents", "2.5", "give a whole number");
	expect_refused("repeat", "within", "1\"; mode = \"off",
		       "give a few plain words, such as \"90 days\"");
}

static void a_text_that_is_none_is_told(void **state)
{
	size_t n;
	struct err err;

	(void)state;
	assert_null(tune_list("rules = (", &arena, &n, &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_threshold_is_a_row, make_arena, end_arena),
		cmocka_unit_test_setup_teardown(what_is_written_differs_in_the_changed_rows_alone,
						make_arena, end_arena),
		cmocka_unit_test_setup_teardown(what_is_no_threshold_is_refused_by_its_row,
						make_arena, end_arena),
		cmocka_unit_test_setup_teardown(a_text_that_is_none_is_told, make_arena, end_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
