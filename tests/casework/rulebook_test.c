/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../tools/database.h"
#include "casework/rulebook.h"

/* Rule sets put in force in a real database, and read back. */

enum { DAEMONS = 4, ROUNDS = 5 };

static struct database database;
static struct rulesets *rulesets;
static struct settings *settings;
static struct arena arena;

#define RULE(body) "rules = ( { name = \"r\"; " body " level = \"amber\"; } );"
#define THREE      "within = \"12 months\"; needs = { incidents = 3; };"
#define FOUR       "within = \"12 months\"; needs = { incidents = 4; };"

static int start(void **state)
{
	(void)state;
	database_open(&database, &(struct database_options){ .connections = DAEMONS });
	settings = settings_standard();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	settings_free(settings);
	database_close(&database);
	return 0;
}

static int begin(void **state)
{
	(void)state;
	mem_free(database_query(&database,
				"set client_min_messages = warning; truncate concernd.rule_set, "
				"concernd.rule, concernd.audit cascade"));
	arena_init(&arena);
	rulesets = rulesets_new(database.store);
	return 0;
}

static int end(void **state)
{
	(void)state;
	rulesets_free(rulesets);
	arena_done(&arena);
	return 0;
}

static struct rules_applied apply(const char *text, bool dry_run)
{
	struct findings findings;
	struct rules_applied applied = { 0 };
	struct err err = { 0 };

	findings_init(&findings);
	struct ruleset *ruleset = ruleset_read_text(text, "t", &findings);

	assert_non_null(ruleset);
	const struct rules_proposal proposal = { settings, ruleset, "os:tester", "a reason",
						 dry_run };

	if (!rulesets_apply_now(rulesets, &proposal, &arena, &applied, &err))
		fail_msg("%s", err.text);
	ruleset_free(ruleset);
	findings_done(&findings);
	return applied;
}

static void without_a_rule_set_loading_says_what_to_run(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_false(rulesets_load_now(rulesets, 0, &err));
	assert_int_equal(err.kind, ERR_FATAL);
	assert_non_null(strstr(err.text, "rules apply"));
	assert_null(rulesets_newest(rulesets, NULL));
}

static void the_first_is_version_one_with_hashes_reason_and_audit(void **state)
{
	(void)state;
	struct rules_applied applied = apply(RULE(THREE), false);

	assert_true(applied.changed);
	assert_int_equal(applied.version, 1);
	assert_non_null(rulesets_find(rulesets, 1));
	database_expect(&database,
			"select version, length(conf_hash), length(rules_hash), applied_by, reason "
			"from concernd.rule_set",
			"1|32|32|os:tester|a reason");
	database_expect(&database, "select actor, action, detail from concernd.audit",
			"os:tester|rules-applied|rule set 1");
	database_expect(&database, "select name, mode from concernd.rule", "r|live");
}

static void what_reads_the_same_is_not_written_again(void **state)
{
	(void)state;
	apply(RULE(THREE), false);
	struct rules_applied applied = apply("# a comment\n" RULE(THREE), false);

	assert_false(applied.changed);
	assert_int_equal(applied.version, 1);
	database_expect(&database, "select count(*) from concernd.rule_set", "1");
	database_expect(&database, "select count(*) from concernd.audit", "1");
}

static void a_change_is_the_next_version_and_tells_the_difference(void **state)
{
	(void)state;
	apply(RULE(THREE), false);
	struct rules_applied applied = apply(RULE(FOUR), false);

	assert_int_equal(applied.version, 2);
	assert_string_equal(applied.difference, "rules.r.needs.incidents: 3 -> 4\n");
	assert_int_equal(rulesets_newest(rulesets, NULL)->book.rules[0].tiers[0].needs.incidents,
			 4);
	assert_int_equal(rulesets_find(rulesets, 1)->book.rules[0].tiers[0].needs.incidents, 3);
}

static void a_dry_run_tells_and_writes_nothing(void **state)
{
	(void)state;
	apply(RULE(THREE), false);
	struct rules_applied applied = apply(RULE(FOUR), true);

	assert_true(applied.changed);
	assert_int_equal(applied.version, 2);
	database_expect(&database, "select max(version) from concernd.rule_set", "1");
}

static void make_older(void)
{
	mem_free(database_query(&database, "update concernd.rule set first_applied_at = "
					   "'2026-01-31T00:00:00Z'"));
}

static void a_rule_keeps_its_first_application_until_its_meaning_changes(void **state)
{
	(void)state;
	apply(RULE(THREE), false);
	make_older();
	apply(RULE("title = \"T\"; basis = \"B\"; mode = \"shadow\"; " THREE), false);
	database_expect(&database,
			"select first_applied_at = '2026-01-31T00:00:00Z' from concernd.rule "
			"where version = 2",
			"t");
	apply(RULE(FOUR), false);
	database_expect(&database,
			"select first_applied_at > now() - interval '1 hour' from concernd.rule "
			"where version = 3",
			"t");
	apply(RULE(THREE), false);
	database_expect(&database,
			"select first_applied_at = '2026-01-31T00:00:00Z' from concernd.rule "
			"where version = 4",
			"t");
}

static void a_rule_that_was_off_was_not_applied(void **state)
{
	(void)state;
	apply(RULE("mode = \"off\"; " THREE), false);
	make_older();
	apply(RULE(THREE), false);
	database_expect(&database,
			"select first_applied_at > now() - interval '1 hour' from concernd.rule "
			"where version = 2",
			"t");
}

static void history_begins_look_back_before_the_first_application(void **state)
{
	int64_t expected_us;
	struct err err = { 0 };

	(void)state;
	apply("look_back = \"30 days\"; " RULE(THREE), false);
	make_older();
	rulesets_free(rulesets);
	rulesets = rulesets_new(database.store);
	assert_true(rulesets_load_now(rulesets, 0, &err));
	assert_true(time_parse("2026-01-01T00:00:00Z", &expected_us));
	assert_int_equal(rulesets_find(rulesets, 1)->book.rules[0].history_before_us, expected_us);
}

struct waiting {
	int n;
	int32_t versions[DAEMONS];
};

static void on_applied(void *context, const struct err *err, const struct rules_applied *applied)
{
	struct waiting *waiting = context;

	if (err != NULL)
		fail_msg("%s", err->text);
	waiting->versions[waiting->n++] = applied->version;
}

static void apply_at_once(const struct rules_proposal *proposal, int32_t expected)
{
	struct rulesets *daemons[DAEMONS];
	struct waiting waiting = { 0 };

	for (int i = 0; i < DAEMONS; i++) {
		daemons[i] = rulesets_new(database.store);
		rulesets_apply(daemons[i], proposal, on_applied, &waiting);
	}
	while (waiting.n < DAEMONS)
		event_base_loop(database.base, EVLOOP_ONCE);
	for (int i = 0; i < DAEMONS; i++) {
		assert_int_equal(waiting.versions[i], expected);
		rulesets_free(daemons[i]);
	}
}

static void daemons_that_apply_the_same_at_once_write_one_version(void **state)
{
	struct findings findings;

	(void)state;
	findings_init(&findings);
	for (int round = 1; round <= ROUNDS; round++) {
		struct ruleset *ruleset = ruleset_read_text(
			round % 2 == 0 ? RULE(THREE) : RULE(FOUR), "t", &findings);
		const struct rules_proposal proposal = { settings, ruleset, "concernd", "start",
							 false };

		apply_at_once(&proposal, round);
		ruleset_free(ruleset);
	}
	database_expect(&database, "select count(*) from concernd.rule_set", "5");
	findings_done(&findings);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_rule_set_loading_says_what_to_run),
		TEST(the_first_is_version_one_with_hashes_reason_and_audit),
		TEST(what_reads_the_same_is_not_written_again),
		TEST(a_change_is_the_next_version_and_tells_the_difference),
		TEST(a_dry_run_tells_and_writes_nothing),
		TEST(a_rule_keeps_its_first_application_until_its_meaning_changes),
		TEST(a_rule_that_was_off_was_not_applied),
		TEST(history_begins_look_back_before_the_first_application),
		TEST(daemons_that_apply_the_same_at_once_write_one_version),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
