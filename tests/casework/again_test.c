/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <cmocka.h>

#include "base/mem.h"
#include "casework/again.h"

/* What would raise an alert again, in words. */

static const char rules[] =
	"agencies = ( { name = \"police\"; title = \"Police\"; },\n"
	"  { name = \"health\"; title = \"Health\"; } );\n"
	"categories = ( { name = \"neglect\"; title = \"Neglect\"; } );\n"
	"outcomes = ( { name = \"nfa\"; title = \"None\"; } );\n"
	"rules = (\n"
	"{ name = \"one\"; title = \"T\"; within = \"6 weeks\"; needs = { incidents = 3; };\n"
	"  level = \"amber\"; },\n"
	"{ name = \"two\"; title = \"T\"; within = \"90 days\"; needs = { incidents = 3; };\n"
	"  level = \"amber\"; rearm = 2;\n"
	"  levels = ( { level = \"red\"; needs = { incidents = 6; }; } ); },\n"
	"{ name = \"ever\"; title = \"T\"; within = \"ever\"; needs = { incidents = 3; };\n"
	"  level = \"red\"; rearm = 3; },\n"
	"{ name = \"then\"; title = \"T\"; level = \"amber\";\n"
	"  then = ( { where = { agency = [\"health\"]; }; within = \"30 days\"; } ); } );\n";

static struct ruleset *ruleset;
static struct arena arena;

static int read_rules(void **state)
{
	struct findings findings;

	(void)state;
	arena_init(&arena);
	findings_init(&findings);
	ruleset = ruleset_read_text(rules, "rules.conf", &findings);
	for (size_t i = 0; ruleset == NULL && i < findings.n; i++)
		fprintf(stderr, "%s\n", findings_line(&findings, i));
	findings_done(&findings);
	return ruleset == NULL;
}

static int free_rules(void **state)
{
	(void)state;
	ruleset_free(ruleset);
	arena_done(&arena);
	return 0;
}

static const char *words(const char *rule, enum level level)
{
	static const char *const agencies[] = { "health", "police" };
	static const char *const categories[] = { "neglect" };

	return again_words(&arena, &(struct again){ .rule = ruleset_rule(ruleset, rule),
						    .level = level,
						    .agencies = agencies,
						    .n_agencies = 2,
						    .categories = categories,
						    .n_categories = 1 });
}

static void one_more_incident_is_enough_where_the_rule_re_arms_at_one(void **state)
{
	(void)state;
	assert_string_equal(words("one", LEVEL_AMBER),
			    "Once decided, it rises again with 1 more incident that the rule "
			    "counts, as long as its threshold is reached within 6 weeks.");
}

static void something_new_counts_sooner_than_more_of_the_same(void **state)
{
	(void)state;
	assert_string_equal(
		words("two", LEVEL_AMBER),
		"Once decided, it rises again with 2 more incidents that the rule counts, as long "
		"as its threshold is reached within 90 days. One alone is enough if it brings "
		"something new: one that lifts it to a higher level, one from another agency than "
		"health or police, one of another category than neglect.");
}

static void nothing_is_higher_than_the_highest_level(void **state)
{
	(void)state;
	assert_string_equal(
		words("two", LEVEL_RED),
		"Once decided, it rises again with 2 more incidents that the rule counts, as long "
		"as its threshold is reached within 90 days. One alone is enough if it brings "
		"something new: one from another agency than health or police, one of another "
		"category than neglect.");
}

static void a_window_without_an_edge_is_all_that_is_on_file(void **state)
{
	(void)state;
	assert_string_equal(
		words("ever", LEVEL_RED),
		"Once decided, it rises again with 3 more incidents that the rule counts, as long "
		"as its threshold is reached by all that is on file. One alone is enough if it "
		"brings something new: one from another agency than health or police, one of "
		"another category than neglect.");
}

static void other_kinds_re_arm_at_one(void **state)
{
	(void)state;
	assert_string_equal(words("then", LEVEL_AMBER),
			    "Once decided, it rises again with the next incident for which the "
			    "rule holds.");
}

static void spans_read_as_the_config_writes_them(void **state)
{
	static const char *const texts[] = { "6 weeks",   "90 days", "1 day",
					     "24 days",   "5 hours", "3 working days",
					     "12 months", "ever",    "45 minutes" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct span span;

		assert_true(span_parse(texts[i], &span, NULL));
		assert_string_equal(span_words(&arena, span), texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_more_incident_is_enough_where_the_rule_re_arms_at_one),
		cmocka_unit_test(something_new_counts_sooner_than_more_of_the_same),
		cmocka_unit_test(nothing_is_higher_than_the_highest_level),
		cmocka_unit_test(a_window_without_an_edge_is_all_that_is_on_file),
		cmocka_unit_test(other_kinds_re_arm_at_one),
		cmocka_unit_test(spans_read_as_the_config_writes_them),
	};

	return cmocka_run_group_tests(tests, read_rules, free_rules);
}
