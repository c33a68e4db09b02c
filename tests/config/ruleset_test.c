/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "config/crosscheck.h"
#include "config/difference.h"
#include "config/ruleset.h"

/* rules.conf: what is read, and every mistake with its place and hint. */

#define WORDS                                                                                     \
	"agencies = ( { name = \"police\"; }, { name = \"health\"; }, { name = \"social-care\"; " \
	"} );\n"                                                                                  \
	"categories = ( { name = \"neglect\"; }, { name = \"missing\"; same_incident_within = "   \
	"\"12 hours\"; }, { name = \"waiting\"; counts = false; } );\n"                           \
	"outcomes = ( { name = \"nfa\"; }, { name = \"assessment\"; } );\n"
/* The rule begins on line 5. */
#define RULE(body) WORDS "rules = (\n{ name = \"r\";\n" body "\n} );\n"
#define AFTER      "after_decision = { outcome = [\"nfa\"]; within = \"28 days\"; };"
#define GOOD       "within = \"12 months\"; needs = { incidents = 3; }; level = \"amber\";"

static void expect_findings(const char *text, const char *const *expected, size_t n)
{
	struct findings findings;

	findings_init(&findings);
	struct ruleset *ruleset = ruleset_read_text(text, "r", &findings);

	findings_sort(&findings);
	for (size_t i = 0; i < findings.n && i < n; i++)
		assert_string_equal(findings_line(&findings, i), expected[i]);
	if (findings.n > n)
		fail_msg("one more: %s", findings_line(&findings, n));
	assert_int_equal(findings.n, n);
	assert_true((ruleset == NULL) == (findings.n_errors > 0));
	ruleset_free(ruleset);
	findings_done(&findings);
}

#define EXPECT(text, ...)                                                            \
	do {                                                                         \
		const char *const expected[] = { __VA_ARGS__ };                      \
		expect_findings(text, expected, sizeof expected / sizeof *expected); \
	} while (0)

/* For what holds; the caller frees it. */
static struct ruleset *read_good(const char *text)
{
	struct findings findings;

	findings_init(&findings);
	struct ruleset *ruleset = ruleset_read_text(text, "r", &findings);

	if (findings.n > 0)
		fail_msg("%s", findings_line(&findings, 0));
	findings_done(&findings);
	return ruleset;
}

/* ---- What is read ---- */

static void the_head_may_be_left_out(void **state)
{
	struct ruleset *ruleset = read_good("rules = ( { name = \"r\"; " GOOD " } );");
	const struct gathering *gathering = &ruleset->book.gathering;

	(void)state;
	assert_string_equal(zone_name(ruleset->zone), "Europe/London");
	assert_int_equal(gathering->same_incident_us[1], 24 * USEC_PER_HOUR);
	assert_int_equal(gathering->same_incident_us[WORD_MAX], 24 * USEC_PER_HOUR);
	assert_int_equal(gathering->same_reference_us, 14 * USEC_PER_DAY);
	assert_int_equal(ruleset->look_back.n, 90 * USEC_PER_DAY);
	ruleset_free(ruleset);
}

static void words_are_free_where_none_are_declared(void **state)
{
	struct ruleset *ruleset = read_good(
		"rules = ( { name = \"r\"; where = { agency = [\"x\"]; category = [\"y\"]; "
		"outcome = [\"z\"]; }; " GOOD " } );");

	(void)state;
	assert_int_not_equal(lexicon_find(&ruleset->lexicon, WORDS_CATEGORY, "y"), WORD_NONE);
	assert_false(lexicon_declares(&ruleset->lexicon, WORDS_CATEGORY, "y"));
	ruleset_free(ruleset);
}

static void categories_have_their_own_span_and_may_not_count(void **state)
{
	struct ruleset *ruleset = read_good(RULE(GOOD));
	word missing = lexicon_find(&ruleset->lexicon, WORDS_CATEGORY, "missing");
	word waiting = lexicon_find(&ruleset->lexicon, WORDS_CATEGORY, "waiting");

	(void)state;
	assert_int_equal(missing, 2);
	assert_int_equal(ruleset->book.gathering.same_incident_us[missing], 12 * USEC_PER_HOUR);
	assert_int_equal(ruleset->book.gathering.same_incident_us[1], 24 * USEC_PER_HOUR);
	assert_true(wordset_has(&ruleset->book.uncounted, waiting));
	assert_int_equal(wordset_count(&ruleset->book.uncounted), 1);
	assert_string_equal(ruleset->categories[missing - 1].name, "missing");
	ruleset_free(ruleset);
}

static void never_is_zero_hours(void **state)
{
	struct ruleset *ruleset = read_good(
		"categories = ( { name = \"other\"; same_incident_within = \"0 hours\"; } );"
		"rules = ( { name = \"r\"; " GOOD " } );");

	(void)state;
	assert_int_equal(ruleset->book.gathering.same_incident_us[1], 0);
	assert_int_equal(ruleset->book.gathering.same_incident_us[2], 24 * USEC_PER_HOUR);
	ruleset_free(ruleset);
}

static void without_holidays_those_of_england_and_wales_hold(void **state)
{
	struct ruleset *ruleset = read_good("rules = ( { name = \"r\"; " GOOD " } );");
	const struct working *working = &ruleset->book.working;

	(void)state;
	assert_true(working->n_holidays > 100);
	assert_int_equal(ruleset->holidays_place.line, 0);
	assert_int_equal(working->open_us, 9 * USEC_PER_HOUR);
	assert_int_equal(working->close_us, 17 * USEC_PER_HOUR);
	assert_int_equal(working->days, 0x1f);
	ruleset_free(ruleset);
}

static void an_office_has_hours_days_and_holidays_of_its_own(void **state)
{
	struct ruleset *ruleset = read_good(
		"office_hours = { open = \"08:30\"; close = \"24:00\"; days = [\"monday\", "
		"\"sunday\"]; };\nholidays = [\"1970-01-05\", \"1970-01-02\", \"1970-01-05\"];\n"
		"rules = ( { name = \"r\"; " GOOD " } );");
	const struct working *working = &ruleset->book.working;

	(void)state;
	assert_int_equal(working->open_us, 17 * USEC_PER_HOUR / 2);
	assert_int_equal(working->close_us, USEC_PER_DAY);
	assert_int_equal(working->days, 1 << MONDAY | 1 << SUNDAY);
	assert_int_equal(working->n_holidays, 2);
	assert_int_equal(working->holidays[0], 1);
	assert_int_equal(working->holidays[1], 4);
	assert_int_equal(ruleset->holidays_place.line, 2);
	ruleset_free(ruleset);
}

static void a_where_is_about_the_child_unless_it_says_whom(void **state)
{
	struct ruleset *ruleset = read_good(
		WORDS "rules = ( { name = \"a\"; " GOOD " }, "
		      "{ name = \"b\"; where = { about = [\"parent-carer\", \"sibling\"]; }; " GOOD
		      " }, "
		      "{ name = \"c\"; where = { not_about = [\"sibling\"]; }; last = { agency = "
		      "[\"police\"]; }; " GOOD " } );");
	const struct rule *rules = ruleset->book.rules;

	(void)state;
	assert_int_equal(rules[0].where.n, 1);
	assert_int_equal(rules[0].where.criteria[0].field, FIELD_ABOUT);
	assert_int_equal(rules[0].where.criteria[0].words.bits[0], 1 << ABOUT_CHILD);
	assert_int_equal(rules[1].where.n, 1);
	assert_int_equal(rules[1].where.criteria[0].words.bits[0],
			 1 << ABOUT_PARENT_CARER | 1 << ABOUT_SIBLING);
	assert_int_equal(rules[2].where.n, 1);
	assert_true(rules[2].where.criteria[0].forbids);
	assert_true(rules[2].has_last);
	assert_int_equal(rules[2].last.n, 2); /* its own, and the child */
	ruleset_free(ruleset);
}

static void every_criterion_is_read(void **state)
{
	struct ruleset *ruleset = read_good(RULE(
		"where = { agency = [\"police\"]; not_agency = [\"health\"]; category = "
		"[\"missing\"]; not_category = [\"neglect\"]; grade = [\"red\", \"amber\"]; "
		"not_grade = [\"none\"]; about = [\"child\"]; not_about = [\"sibling\"]; outcome = "
		"[\"nfa\"]; not_outcome = [\"assessment\"]; contact_source = [\"6\"]; "
		"not_contact_source = [\"1A\"]; factor = [\"3A\"]; not_factor = [\"24A\"]; "
		"grade_at_least = \"amber\"; age_under = 16; age_from = 10; }; " GOOD));
	const struct where *where = &ruleset->book.rules[0].where;

	(void)state;
	assert_int_equal(where->n, 17);
	assert_int_equal(where->criteria[4].words.bits[0], 1 << GRADE_RED | 1 << GRADE_AMBER);
	assert_int_equal(where->criteria[14].number, GRADE_AMBER);
	assert_int_equal(where->criteria[15].number, 16);
	assert_int_equal(where->criteria[16].field, FIELD_AGE_FROM);
	ruleset_free(ruleset);
}

static void tiers_inherit_nothing(void **state)
{
	struct ruleset *ruleset = read_good(
		RULE(GOOD "levels = ( { level = \"red\"; needs = { agencies = 2; }; } );"));
	const struct rule *rule = &ruleset->book.rules[0];

	(void)state;
	assert_int_equal(rule->n_tiers, 2);
	assert_int_equal(rule->tiers[0].level, LEVEL_AMBER);
	assert_int_equal(rule->tiers[1].level, LEVEL_RED);
	assert_int_equal(rule->tiers[1].needs.incidents, 0);
	assert_int_equal(rule->tiers[1].needs.agencies, 2);
	assert_int_equal(rule->rearm, 1);
	ruleset_free(ruleset);
}

static void a_score_takes_whole_numbers_and_fills_in_the_rest(void **state)
{
	struct ruleset *ruleset = read_good(RULE(
		"within = \"ever\"; level = \"red\"; needs = { score = 5; }; score = { weights "
		"= { neglect = 3; }; grade_factor = { red = 2; }; half_life = \"60 days\"; "
		"cap_per_agency = 4; };"));
	const struct score *score = &ruleset->book.rules[0].score;

	(void)state;
	assert_true(ruleset->book.rules[0].tiers[0].needs.score == 5.0);
	assert_true(score->weights[1] == 3.0 && score->weights[2] == 1.0);
	assert_true(score->weights[WORD_MAX] == 1.0);
	assert_true(score->grade_factor[GRADE_RED] == 2.0);
	assert_true(score->grade_factor[GRADE_NONE] == 1.0);
	assert_int_equal(score->half_life_us, 60 * USEC_PER_DAY);
	assert_true(score->cap_per_agency == 4.0);
	ruleset_free(ruleset);
}

static void a_chain_is_read_link_by_link(void **state)
{
	struct ruleset *ruleset = read_good(RULE(
		"level = \"green\"; where = { category = [\"missing\"]; }; then = ( { where = { "
		"agency = "
		"[\"police\"]; about = [\"sibling\"]; }; within = \"30 days\"; }, { within = \"1 "
		"month\"; } );"));
	const struct rule *rule = &ruleset->book.rules[0];

	(void)state;
	assert_int_equal(rule->kind, RULE_THEN);
	assert_int_equal(rule->chain.n, 2);
	assert_int_equal(rule->chain.links[0].where.n, 2);
	assert_int_equal(rule->chain.links[0].within.n, 30 * USEC_PER_DAY);
	assert_int_equal(rule->chain.links[1].where.n, 1); /* about the child */
	assert_int_equal(rule->chain.links[1].within.unit, SPAN_MONTHS);
	assert_int_equal(rule->n_tiers, 1);
	assert_int_equal(rule->tiers[0].level, LEVEL_GREEN);
	ruleset_free(ruleset);
}

static void an_absence_is_waited_for_in_working_days(void **state)
{
	struct ruleset *ruleset = read_good(RULE(
		"level = \"amber\"; where = { category = [\"missing\"]; }; unless = { where = { "
		"agency = [\"social-care\"]; }; by = \"1 working day\"; same = "
		"\"incident_ref\"; };"));
	const struct rule *rule = &ruleset->book.rules[0];

	(void)state;
	assert_int_equal(rule->kind, RULE_UNLESS);
	assert_int_equal(rule->unless.by.unit, SPAN_WORKING_DAYS);
	assert_int_equal(rule->unless.by.n, 1);
	assert_true(rule->unless.same_ref);
	assert_int_equal(rule->unless.where.n, 2);
	ruleset_free(ruleset);
}

static void a_level_may_be_raised_after_a_decision(void **state)
{
	struct ruleset *ruleset = read_good(RULE("level = \"raised\"; " AFTER));
	const struct rule *rule = &ruleset->book.rules[0];

	(void)state;
	assert_int_equal(rule->kind, RULE_AFTER_DECISION);
	assert_true(rule->after.raised);
	assert_int_equal(rule->tiers[0].level, LEVEL_NONE);
	assert_int_equal(rule->after.within.n, 28 * USEC_PER_DAY);
	assert_int_equal(rule->after.outcomes.bits[0], 1 << 1);
	assert_string_equal(rule_level_name(rule), "raised");
	assert_int_equal(rule_levels(rule), 1 << LEVEL_GREEN | 1 << LEVEL_AMBER | 1 << LEVEL_RED);
	ruleset_free(ruleset);
}

static void what_is_usual_is_read(void **state)
{
	struct ruleset *ruleset = read_good(RULE(
		"within = \"4 weeks\"; level = \"amber\"; needs = { incidents = 3; times_usual = "
		"3; }; usual_over = \"52 weeks\";"));
	const struct rule *rule = &ruleset->book.rules[0];

	(void)state;
	assert_true(rule->tiers[0].needs.times_usual == 3.0);
	assert_int_equal(rule->usual_over.n, 364 * USEC_PER_DAY);
	ruleset_free(ruleset);
}

static void what_libconfig_writes_reads_the_same(void **state)
{
	struct ruleset *first = read_good(RULE("title = \"\\\"quoted\\\" – dash\"; " GOOD));
	struct ruleset *second = read_good(first->text);

	(void)state;
	assert_string_equal(first->text, second->text);
	assert_string_equal(second->book.rules[0].title, "\"quoted\" – dash");
	assert_memory_equal(ruleset_meaning(first, &first->book.rules[0]),
			    ruleset_meaning(second, &second->book.rules[0]), RULE_MEANING_BYTES);
	ruleset_free(first);
	ruleset_free(second);
}

static bool means_the_same(const char *a, const char *b)
{
	struct ruleset *first = read_good(a), *second = read_good(b);
	bool same = memcmp(ruleset_meaning(first, &first->book.rules[0]),
			   ruleset_meaning(second, &second->book.rules[0]),
			   RULE_MEANING_BYTES) == 0;

	ruleset_free(first);
	ruleset_free(second);
	return same;
}

static void a_rules_meaning_is_what_it_judges_by(void **state)
{
	(void)state;
	assert_true(means_the_same(RULE(GOOD), RULE("title = \"T\"; mode = \"off\";" GOOD)));
	assert_true(means_the_same(RULE("where = { agency = [\"police\", \"health\"]; };" GOOD),
				   RULE(GOOD "where = { agency = [\"health\", \"police\"]; };")));
	assert_false(means_the_same(RULE(GOOD), RULE("rearm = 2;" GOOD)));
	assert_false(means_the_same(RULE("level = \"red\"; " AFTER),
				    RULE("level = \"raised\"; " AFTER)));
	assert_false(means_the_same(RULE("where = { agency = [\"police\"]; };" GOOD),
				    RULE("where = { not_agency = [\"police\"]; };" GOOD)));
}

/* ---- Mistakes ---- */

static void an_unknown_key_names_the_nearest_known_one(void **state)
{
	(void)state;
	EXPECT(RULE("titel = \"T\"; " GOOD),
	       "r:6: rules.r.titel is a key that nothing reads; hint: did you mean title?");
	EXPECT(RULE("where = { categry = [\"missing\"]; }; " GOOD),
	       "r:6: rules.r.where.categry is a key that nothing reads; hint: did you mean "
	       "category?");
	EXPECT(RULE("lveels = ( ); " GOOD),
	       "r:6: rules.r.lveels is a key that nothing reads; hint: did you mean levels?");
	EXPECT(RULE("moed = \"off\"; " GOOD),
	       "r:6: rules.r.moed is a key that nothing reads; hint: did you mean mode?");
	EXPECT("look_bak = \"1 day\"; " RULE(GOOD),
	       "r:1: look_bak is a key that nothing reads; hint: did you mean look_back?");
}

static void a_wrong_type_says_what_is_wanted(void **state)
{
	(void)state;
	EXPECT(RULE("within = 12; needs = { incidents = \"3\"; }; level = \"amber\";"),
	       "r:6: rules.r.within is a whole number, where a span is wanted; hint: write within "
	       "= \"90 days\";",
	       "r:6: rules.r.needs.incidents is a text, where a whole number is wanted; hint: "
	       "write incidents = 1;");
	EXPECT(RULE("where = { agency = \"police\"; }; " GOOD),
	       "r:6: rules.r.where.agency is a text, where a list of texts is wanted; hint: write "
	       "agency = [\"…\", \"…\"];");
	EXPECT(RULE("needs = { incidents = 3.0; }; within = \"1 day\"; level = \"red\";"),
	       "r:6: rules.r.needs.incidents is a number, where a whole number is wanted; hint: "
	       "write incidents = 1;");
}

static void a_number_out_of_range_names_the_range(void **state)
{
	(void)state;
	EXPECT(RULE("within = \"1 day\"; needs = { incidents = 0; }; level = \"red\";"),
	       "r:6: rules.r.needs.incidents is out of range: 0; hint: write a number from 1 to "
	       "1000");
	EXPECT(RULE("where = { age_under = -1; }; " GOOD),
	       "r:6: rules.r.where.age_under is out of range: -1; hint: write a number from 0 to "
	       "26");
}

static void a_number_that_libconfig_would_wrap_is_told(void **state)
{
	(void)state;
	EXPECT(RULE("rearm = 4294967297; " GOOD),
	       "r:6: this whole number is too large: it would be read as another; hint: numbers "
	       "end at 2147483647");
	EXPECT(RULE("rearm = 4294967297L; " GOOD),
	       "r:6: rules.r.rearm is out of range: 4294967297; hint: write a number from 1 to "
	       "1000");
}

static void a_span_that_does_not_parse_shows_one_that_does(void **state)
{
	(void)state;
	EXPECT(RULE("within = \"12 monts\"; needs = { incidents = 3; }; level = \"amber\";"),
	       "r:6: rules.r.within is no span: \"12 monts\"; hint: write hours, days, weeks, "
	       "months or years, as \"90 days\", or \"ever\"");
	EXPECT(RULE("within = \"3 working days\"; needs = { incidents = 3; }; level = \"amber\";"),
	       "r:6: rules.r.within is a span of a kind that cannot stand here: \"3 working "
	       "days\"; hint: write hours, days, weeks, months or years, as \"90 days\", or "
	       "\"ever\"");
	EXPECT("same_incident_within = \"1 month\"; " RULE(GOOD),
	       "r:1: same_incident_within is a span of a kind that cannot stand here: \"1 "
	       "month\"; hint: write hours, days or weeks, as \"24 hours\"");
}

static void times_of_day_and_dates_that_do_not_exist_are_told(void **state)
{
	(void)state;
	EXPECT("office_hours = {\nopen = \"9:00\"; close = \"24:01\";\ndays = [\"mondy\"]; };\n"
	       "holidays = [\"2026-02-29\"];\nrules = ( { name = \"r\"; " GOOD " } );",
	       "r:2: office_hours.open is no time of day: \"9:00\"; hint: write it as \"09:00\"",
	       "r:2: office_hours.close is no time of day: \"24:01\"; hint: write it as "
	       "\"09:00\"",
	       "r:3: office_hours.days.1 is \"mondy\", which nothing is called here; hint: write "
	       "\"monday\"",
	       "r:4: holidays.1 is no date: \"2026-02-29\"; hint: write it as \"2026-12-25\"");
	EXPECT("office_hours = { open = \"17:00\"; close = \"09:00\"; };\n"
	       "rules = ( { name = \"r\"; " GOOD " } );",
	       "r:1: office_hours closes before it opens; hint: write open = \"09:00\"; close = "
	       "\"17:00\";");
}

/* What crosscheck_holidays() says of holidays on a day; "" for nothing. */
static void expect_of_holidays(const char *holidays, const char *now, const char *expected)
{
	struct arena arena;
	struct findings findings;
	int64_t now_us = 0;

	arena_init(&arena);
	findings_init(&findings);
	struct ruleset *ruleset = read_good(
		arena_printf(&arena, "%s rules = ( { name = \"r\"; %s } );", holidays, GOOD));

	assert_true(time_parse(now, &now_us));
	crosscheck_holidays(ruleset, now_us, &findings);
	assert_string_equal(findings.n > 0 ? findings.list[0].what : "", expected);
	ruleset_free(ruleset);
	findings_done(&findings);
	arena_done(&arena);
}

static void holidays_that_end_in_less_than_90_days_are_told(void **state)
{
	static const char last[] = "the last bank holiday known is 2028-12-26: later ones will "
				   "count as working days";

	(void)state;
	expect_of_holidays("", "2028-09-26T22:59:59Z", "");
	expect_of_holidays("", "2028-09-28T22:59:59Z", last);
	expect_of_holidays("", "2028-09-27T23:00:00Z", last); /* the 28th in London */
	expect_of_holidays("", "2028-09-27T22:59:59Z", "");   /* 90 days before */
	expect_of_holidays("holidays = [\"2029-01-01\", \"2020-12-25\"];", "2028-09-28T12:00:00Z",
			   "");
	expect_of_holidays("holidays = [];", "2026-01-01T00:00:00Z",
			   "there are no bank holidays: they will count as working days");
}

static void a_word_that_no_one_declares_names_the_nearest(void **state)
{
	(void)state;
	EXPECT(RULE("where = { agency = [\"police\", \"helth\"]; outcome = [\"strategy\"]; "
		    "}; " GOOD),
	       "r:6: rules.r.where.agency.2 names \"helth\", which is no agency that is declared; "
	       "hint: did you mean \"health\"?",
	       "r:6: rules.r.where.outcome.1 names \"strategy\", which is no outcome that is "
	       "declared; hint: declared are: nfa, assessment");
	EXPECT(RULE("where = { grade = [\"orange\"]; grade_at_least = \"rde\"; }; " GOOD),
	       "r:6: rules.r.where.grade.1 is \"orange\", which nothing is called here; hint: "
	       "write one of \"none\", \"blue\", \"green\", \"amber\", \"red\"",
	       "r:6: rules.r.where.grade_at_least is \"rde\", which nothing is called here; hint: "
	       "write \"red\"");
}

static void a_code_that_the_dfe_does_not_list_is_a_warning(void **state)
{
	(void)state;
	EXPECT(RULE("where = { factor = [\"3X\"]; }; " GOOD),
	       "r:6: warning: rules.r.where.factor.1 names \"3X\", which is no factor code of the "
	       "DfE's 2024 list; hint: write the code alone, as \"3A\"");
}

static void two_of_one_name_are_told(void **state)
{
	(void)state;
	EXPECT("rules = ( { name = \"a\"; " GOOD " },\n\n{ name = \"a\"; " GOOD " } );",
	       "r:3: rules.a has the name of the rule on line 1; hint: a rule is the same rule by "
	       "its name: give this one its own");
	EXPECT("agencies = ( { name = \"a\"; },\n{ name = \"a\"; } ); rules = ( { name = "
	       "\"r\"; " GOOD " } );",
	       "r:2: agencies.a is declared twice; hint: keep one of the two");
}

static void what_is_missing_is_told(void **state)
{
	(void)state;
	EXPECT("rules = ( { " GOOD " } );",
	       "r:1: rules.1.name is missing; hint: write name = …; (a rule is the same rule by "
	       "its name)");
	EXPECT(RULE("level = \"red\";"),
	       "r:5: rules.r does not say what it takes to hold; hint: write within = \"12 "
	       "months\"; needs = { incidents = 3; };");
	EXPECT(RULE("needs = { incidents = 2; };"),
	       "r:5: rules.r has no level; hint: write level = \"amber\";",
	       "r:5: rules.r has no within; hint: write within = \"12 months\"; or \"ever\"");
	EXPECT(RULE("within = \"1 day\"; level = \"red\"; needs = { };"),
	       "r:5: rules.r has needs that ask for nothing; hint: write needs = { incidents = 3; "
	       "};");
	EXPECT("\nrules = [];",
	       "r: warning: there are no rules: nothing will ever rise; hint: write rules = ( { … "
	       "} );");
	EXPECT("look_back = \"1 day\";",
	       "r: warning: there are no rules: nothing will ever rise; hint: write rules = ( { … "
	       "} );");
}

static void keys_of_two_kinds_do_not_go_together(void **state)
{
	(void)state;
	EXPECT(RULE(GOOD "\nunless = { where = { }; by = \"1 day\"; };"),
	       "r:7: rules.r.unless does not go together with needs; hint: take unless or needs "
	       "out: a rule is of one kind");
	EXPECT(RULE("level = \"red\"; rearm = 2; within = \"1 day\";\n"
		    "last = { }; levels = ( ); usual_over = \"1 day\"; score = { };\n"
		    "then = ( { within = \"1 day\"; } );"),
	       "r:6: rules.r.rearm does not go together with then; hint: take rearm or then out: a "
	       "rule is of one kind",
	       "r:6: rules.r.within does not go together with then; hint: take within or then out: "
	       "a rule is of one kind",
	       "r:7: rules.r.last does not go together with then; hint: take last or then out: a "
	       "rule is of one kind",
	       "r:7: rules.r.levels does not go together with then; hint: take levels or then out: "
	       "a rule is of one kind",
	       "r:7: rules.r.usual_over does not go together with then; hint: take usual_over or "
	       "then out: a rule is of one kind",
	       "r:7: rules.r.score does not go together with then; hint: take score or then out: a "
	       "rule is of one kind");
	EXPECT(RULE("level = \"raised\"; then = ( { within = \"1 day\"; } );"),
	       "r:6: rules.r.level is \"raised\", which goes together with after_decision alone; "
	       "hint: write blue, green, amber or red");
	EXPECT(RULE("level = \"raisd\"; " AFTER),
	       "r:6: rules.r.level is \"raisd\", which nothing is called here; hint: write one of "
	       "\"blue\", \"green\", \"amber\", \"red\"");
}

static void what_a_kind_must_say_and_does_not_is_told(void **state)
{
	(void)state;
	EXPECT(RULE("level = \"red\"; then = ( );"),
	       "r:6: rules.r.then is empty: nothing follows; hint: write then = ( { where = {…}; "
	       "within = \"30 days\"; } );");
	EXPECT(RULE("level = \"red\"; then = { };"),
	       "r:6: rules.r.then is a group { … }, where a list of groups is wanted; hint: write "
	       "then = ( { … }, { … } );");
	EXPECT(RULE("level = \"red\"; then = ( { within = \"2 working days\"; }, { } );"),
	       "r:6: rules.r.then.1.within is a span of a kind that cannot stand here: \"2 working "
	       "days\"; hint: write hours, days, weeks, months or years, as \"90 days\", or "
	       "\"ever\"",
	       "r:6: rules.r.then.2.within is missing; hint: write within = …; (how soon after the "
	       "one before, as \"30 days\")");
	EXPECT(RULE("unless = { same = \"reference\"; by = \"ever\"; };"),
	       "r:5: rules.r has no level; hint: write level = \"amber\";",
	       "r:6: rules.r.unless.same is \"reference\", which nothing is called here; hint: "
	       "write one of \"incident_ref\"",
	       "r:6: rules.r.unless.by is a span of a kind that cannot stand here: \"ever\"; hint: "
	       "write hours, days, weeks, months, years or working days, as \"1 working day\"",
	       "r:6: rules.r.unless.where is missing; hint: write where = …; (what answers the "
	       "incident)");
	EXPECT(RULE("level = \"red\"; unless = 1;"), "r:6: rules.r.unless is a whole number, where "
						     "a group is wanted; hint: write { where "
						     "= {…}; by = \"1 working day\"; }");
	EXPECT(RULE("level = \"red\"; after_decision = { outcome = [\"nfaa\"]; };"),
	       "r:6: rules.r.after_decision.outcome.1 names \"nfaa\", which is no outcome that is "
	       "declared; hint: did you mean \"nfa\"?",
	       "r:6: rules.r.after_decision.within is missing; hint: write within = …; (how long "
	       "after the decision, as \"28 days\")");
	EXPECT(RULE("level = \"red\"; after_decision = { outcome = [ ]; within = \"1 day\"; };"),
	       "r:6: rules.r.after_decision.outcome has 0 entries; hint: write 1 to 255 entries");
}

static void what_is_usual_needs_two_spans_with_lengths(void **state)
{
	(void)state;
	EXPECT(RULE("within = \"1 month\"; level = \"red\";\nneeds = { incidents = 3; "
		    "times_usual = 3.0; };"),
	       "r:5: rules.r has no usual_over; hint: write usual_over = \"52 weeks\";",
	       "r:6: rules.r.within does not go together with times_usual: it has no length of its "
	       "own; hint: write hours, days or weeks, as \"30 days\"");
	EXPECT(RULE(GOOD "\nusual_over = \"52 weeks\";"),
	       "r:7: rules.r.usual_over is read by times_usual alone, which no needs ask for; "
	       "hint: "
	       "write needs = { incidents = 3; times_usual = 3.0; };");
	EXPECT(RULE("within = \"1 week\"; level = \"red\"; needs = { incidents = 3; times_usual = "
		    "-1; }; usual_over = \"12 months\";"),
	       "r:6: rules.r.needs.times_usual is out of range: -1; hint: write a number above 0, "
	       "and at most 1e+09",
	       "r:6: rules.r.usual_over is a span of a kind that cannot stand here: \"12 months\"; "
	       "hint: write hours, days or weeks, as \"24 hours\"");
	EXPECT(RULE("within = \"1 week\"; level = \"red\"; needs = { times_usual = 2; }; "
		    "usual_over = \"52 weeks\";"),
	       "r:5: warning: rules.r asks for times_usual alone: with none before, any count will "
	       "do; hint: write needs = { incidents = 3; times_usual = 3.0; };");
}

static void an_absence_that_the_incident_itself_fills_is_warned_of(void **state)
{
	static const char hardly[] =
		"r:5: warning: rules.r hardly ever holds: the contact that matches its where "
		"answers the incident itself, unless it tells of it after the deadline; "
		"hint: let unless ask for what the incident itself is not";

	(void)state;
	EXPECT(RULE("level = \"red\"; unless = { where = { }; by = \"1 day\"; };"), hardly);
	EXPECT(RULE("where = { agency = [\"police\"]; grade = [\"red\"]; };"
		    "level = \"red\"; unless = { where = { agency = [\"police\", \"health\"]; "
		    "grade_at_least = \"amber\"; }; by = \"1 day\"; };"),
	       hardly);
	ruleset_free(read_good(RULE("where = { agency = [\"police\"]; }; level = \"red\"; unless = "
				    "{ where = { agency = [\"health\"]; }; by = \"1 day\"; };")));
	ruleset_free(read_good(RULE("level = \"red\"; unless = { where = { }; by = \"1 day\"; same "
				    "= \"incident_ref\"; };")));
	/* What does not count is answered by what does. */
	ruleset_free(
		read_good(RULE("where = { category = [\"waiting\"]; }; level = \"red\"; unless "
			       "= { where = { }; by = \"1 day\"; };")));
	EXPECT(RULE("level = \"red\"; then = ( { where = { age_from = 3; age_under = 3; }; within "
		    "= "
		    "\"1 day\"; } );"),
	       "r:5: rules.r can never hold: its then asks for ages from 3 and under 3; hint: "
	       "write "
	       "age_from below age_under");
}

static void a_rule_that_can_never_hold_is_an_error(void **state)
{
	(void)state;
	EXPECT(RULE("where = { agency = [\"police\", \"health\"]; }; within = \"1 day\"; needs = { "
		    "agencies = 3; }; level = \"red\";"),
	       "r:5: rules.r can never hold: needs 3 agencies, and only 2 can match; hint: lower "
	       "agencies, or widen where");
	EXPECT(RULE("where = { not_agency = [\"police\"]; }; within = \"1 day\"; needs = { "
		    "agencies "
		    "= 3; }; level = \"red\";"),
	       "r:5: rules.r can never hold: needs 3 agencies, and only 2 can match; hint: lower "
	       "agencies, or widen where");
	EXPECT(RULE("within = \"1 day\"; needs = { categories = 4; }; level = \"red\";"),
	       "r:5: rules.r can never hold: needs 4 categories, and only 3 can match; hint: lower "
	       "categories, or widen where");
	EXPECT(RULE("where = { agency = [\"police\"]; not_agency = [\"police\", \"health\"]; "
		    "}; " GOOD),
	       "r:5: rules.r can never hold: its where forbids by not_agency all that agency "
	       "lists; hint: take the word out of one of the two");
	EXPECT(RULE("where = { grade = [\"green\"]; grade_at_least = \"amber\"; }; " GOOD),
	       "r:5: rules.r can never hold: no grade meets all that it says of grades; hint: take "
	       "one of its grade criteria out");
	EXPECT(RULE("where = { age_from = 10; age_under = 10; }; " GOOD),
	       "r:5: rules.r can never hold: its where asks for ages from 10 and under 10; hint: "
	       "write age_from below age_under");
	EXPECT(RULE("where = { not_about = [\"child\"]; }; last = { agency = [\"police\"]; "
		    "}; " GOOD),
	       "r:5: rules.r can never hold: of about, where and last forbid what the other asks "
	       "for; hint: let where and last agree");
	EXPECT(RULE("where = { not_outcome = [\"nfa\"]; }; last = { outcome = [\"nfa\"]; }; " GOOD),
	       "r:5: rules.r can never hold: of outcome, where and last forbid what the other asks "
	       "for; hint: let where and last agree");
}

static void several_categories_may_come_with_one_that_is_listed(void **state)
{
	(void)state; /* a contact has other_categories besides the one that where lists */
	ruleset_free(read_good(RULE("where = { category = [\"missing\"]; }; within = \"1 day\"; "
				    "needs = { categories = 2; }; level = \"red\";")));
}

static void a_score_that_nothing_reaches_can_never_hold(void **state)
{
	(void)state;
	EXPECT(RULE("within = \"1 day\"; needs = { score = 5; }; level = \"red\"; score = { "
		    "cap_per_agency = 1.5; };"),
	       "r:5: rules.r can never hold: needs a score of 5, and 3 agencies at 1.5 each cannot "
	       "reach it; hint: lower the score, or raise cap_per_agency");
	EXPECT(RULE("within = \"1 day\"; needs = { score = 5; }; level = \"red\"; score = { "
		    "default_weight = 0; };"),
	       "r:5: rules.r can never hold: needs a score, and every incident scores 0; hint: "
	       "give a category a weight above 0");
}

static void what_never_matters_is_a_warning(void **state)
{
	(void)state;
	EXPECT(RULE(GOOD "levels = ( { level = \"green\"; needs = { incidents = 4; }; } );"),
	       "r:5: warning: rules.r has a tier (green) that never matters: whatever reaches it "
	       "is "
	       "amber already; hint: let a higher level need more than a lower one");
	ruleset_free(read_good(
		RULE(GOOD "levels = ( { level = \"green\"; needs = { incidents = 2; }; } );")));
	EXPECT(RULE(GOOD "score = { };"),
	       "r:5: warning: rules.r has a score block that no needs ask for; hint: write needs = "
	       "{ score = …; }, or take score out");
}

#define TWO(a, b)      WORDS "rules = ( { name = \"a\"; " a " },\n{ name = \"b\"; " b " } );"
#define THREE_IN(span) "within = \"" span "\"; needs = { incidents = 3; }; level = \"amber\";"

static void a_rule_that_another_makes_pointless_is_a_warning(void **state)
{
	static const char first[] = "r:4: warning: rules.a is pointless: whenever it holds, b "
				    "does, at the same level or "
				    "above; hint: take it out, or let it need less than b";
	static const char second[] = "r:5: warning: rules.b is pointless: whenever it holds, a "
				     "does, at the same level or "
				     "above; hint: take it out, or let it need less than a";

	(void)state;
	EXPECT(TWO(GOOD, GOOD), second); /* of twins the later one */
	EXPECT(TWO("where = { agency = [\"police\"]; };" THREE_IN("11 months"), GOOD), first);
	EXPECT(TWO(THREE_IN("90 days"), THREE_IN("4 months")), first);
	EXPECT(TWO(THREE_IN("ever"),
		   "where = { not_outcome = [\"nfa\"]; }; within = \"2 weeks\"; "
		   "needs = { incidents = 4; agencies = 2; }; level = \"green\";"),
	       second);
	EXPECT(TWO("last = { agency = [\"police\"]; };" GOOD,
		   "last = { agency = [\"police\", \"health\"]; };" GOOD),
	       first);
}

static void rules_that_each_have_their_point_are_left_alone(void **state)
{
	static const char *const texts[] = {
		TWO(THREE_IN("90 days"), THREE_IN("3 months")), /* 89 days or more */
		TWO(GOOD, GOOD "mode = \"shadow\"; fresh_decider = true;"),
		TWO(GOOD, "last = { agency = [\"police\"]; };" THREE_IN("13 months")),
		TWO(GOOD, GOOD "levels = ( { level = \"red\"; needs = { incidents = 5; }; } );"
			       "where = { agency = [\"police\"]; };"),
		TWO("rearm = 2;" THREE_IN("13 months"), GOOD),
		TWO("mode = \"off\";" THREE_IN("13 months"), GOOD),
		TWO("where = { category = [\"waiting\"]; };" GOOD, GOOD),
		TWO("where = { outcome = [\"nfa\"]; };" GOOD,
		    "where = { not_outcome = [\"assessment\"]; };" GOOD),
		TWO("where = { age_under = 2; };" GOOD,
		    "where = { age_under = 1; };" THREE_IN("13 "
							   "months")),
		TWO(GOOD,
		    "within = \"13 months\"; level = \"red\"; needs = { score = 1; }; score = { "
		    "};"),
		TWO("level = \"red\"; " AFTER, "level = \"red\"; " AFTER),
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ruleset_free(read_good(texts[i]));
}

static void a_route_that_reaches_nobody_is_told(void **state)
{
	(void)state;
	EXPECT(RULE(GOOD) "routes = ( { to = []; } );",
	       "r:8: routes.1.to reaches nobody: the list is empty; hint: write to = [\"syslog\", "
	       "\"journal\"];");
	EXPECT(RULE(GOOD) "routes = ( { rule = [\"q\"]; to = [\"journal\"]; } );",
	       "r:8: routes.1.rule.1 names \"q\", which is no rule of this file");
	EXPECT(RULE(GOOD) "routes = ( { level = [\"red\"]; to = [\"journal\"]; } );",
	       "r:8: warning: this route reaches nobody: no live rule rises to what it takes; "
	       "hint: look at its level and rule, and at the modes of the rules",
	       "r:8: warning: routes tell nobody of r at amber, or not always; hint: add a route "
	       "that takes it, as { to = [\"journal\"]; }");
	ruleset_free(read_good(RULE(GOOD) "routes = ( { to = [\"journal\", \"syslog\"]; } );"));
	EXPECT(RULE(GOOD) "routes = ( { hours = \"nights\"; to = [\"journal\"]; } );",
	       "r:8: routes.1.hours is \"nights\", which nothing is called here; hint: write one "
	       "of "
	       "\"any\", \"office\", \"out-of-office\"");
	EXPECT(RULE(GOOD) "routes = ( { hours = \"office\"; to = [\"journal\"]; } );",
	       "r:8: warning: routes tell nobody of r at amber, or not always; hint: add a route "
	       "that takes it, as { to = [\"journal\"]; }");
	ruleset_free(read_good(RULE(GOOD) "routes = ( { hours = \"office\"; to = [\"duty\"]; }, "
					  "{ hours = \"out-of-office\"; to = [\"night\"]; } );"));
}

static void clocks_are_those_of_the_field_where_the_file_says_nothing(void **state)
{
	struct ruleset *ruleset = read_good(RULE(GOOD));
	const struct level_clocks *red = &ruleset->clocks[LEVEL_RED];

	(void)state;
	assert_true(red->on_the_clock);
	assert_int_equal(red->by[CLOCK_DECIDE].n, 4 * USEC_PER_HOUR);
	for (int level = LEVEL_BLUE; level < LEVEL_RED; level++)
		assert_false(ruleset->clocks[level].on_the_clock);
	assert_int_equal(ruleset->clocks[LEVEL_AMBER].by[CLOCK_DECIDE].unit, SPAN_WORKING_DAYS);
	assert_int_equal(ruleset->clocks[LEVEL_AMBER].by[CLOCK_DECIDE].n, 1);
	assert_int_equal(ruleset->clocks[LEVEL_GREEN].by[CLOCK_DECIDE].n, 3);
	ruleset_free(ruleset);
}

static void a_level_sets_what_it_names_of_its_clocks_and_keeps_the_rest(void **state)
{
	struct ruleset *ruleset = read_good(
		RULE(GOOD) "clocks = ( { level = \"amber\"; hours = \"clock\"; acknowledge_by = "
			   "\"30 minutes\"; ladder = [\"holder\", \"head\"]; decide_ladder = "
			   "[\"chief\"]; } );");
	const struct level_clocks *amber = &ruleset->clocks[LEVEL_AMBER];

	(void)state;
	assert_true(amber->on_the_clock);
	assert_int_equal(amber->by[CLOCK_ACKNOWLEDGE].n, USEC_PER_HOUR / 2);
	assert_int_equal(amber->by[CLOCK_DECIDE].n, 1);
	assert_int_equal(amber->ladders[CLOCK_ACKNOWLEDGE].n, 2);
	assert_string_equal(amber->ladders[CLOCK_FEEDBACK].rungs[1], "head");
	assert_string_equal(amber->ladders[CLOCK_DECIDE].rungs[0], "chief");
	ruleset_free(ruleset);
}

static void a_request_that_nobody_answers_has_a_ladder_of_its_own(void **state)
{
	struct ruleset *ruleset = read_good(
		RULE(GOOD) "clocks = ( { level = \"red\"; ladder = [\"holder\"]; answer_ladder = "
			   "[\"holder\", \"head\"]; } );");
	enum clock_kind kind;

	(void)state;
	assert_int_equal(ruleset->clocks[LEVEL_RED].ladders[CLOCK_ANSWER].n, 2);
	assert_int_equal(ruleset->clocks[LEVEL_RED].ladders[CLOCK_ACT].n, 1);
	assert_true(clock_parse("answer", &kind));
	assert_int_equal(kind, CLOCK_ANSWER);
	ruleset_free(ruleset);
	/* By when an answer is due says who asks: no level does. */
	EXPECT(RULE(GOOD) "clocks = ( { level = \"red\"; answer_by = \"1 hour\"; } );",
	       "r:8: clocks.1.answer_by is a key that nothing reads; hint: known here: level, "
	       "hours, "
	       "acknowledge_by, decide_by, act_by, feedback_by, rung_after, ladder, "
	       "acknowledge_ladder, decide_ladder, act_ladder, feedback_ladder, answer_ladder, "
	       "conference_ladder");
}

static void grounds_and_where_requests_go_are_words_of_the_partnership(void **state)
{
	struct ruleset *ruleset = read_good(RULE(GOOD));

	(void)state;
	assert_int_equal(ruleset->n_grounds, 0);
	assert_string_equal(ruleset->agencies[0].requests_to, "");
	ruleset_free(ruleset);
	ruleset = read_good("agencies = ( { name = \"health\"; requests_to = \"desk\"; } );\n"
			    "rules = ( { name = \"r\"; " GOOD " } );\n"
			    "grounds = ( { name = \"section-47\"; title = \"Enquiry\"; }, "
			    "{ name = \"consent\"; } );");
	assert_string_equal(ruleset->agencies[0].requests_to, "desk");
	assert_int_equal(ruleset->agencies[0].place.line, 1);
	assert_int_equal(ruleset->n_grounds, 2);
	assert_string_equal(ruleset->grounds[0].title, "Enquiry");
	assert_string_equal(ruleset->grounds[1].title, "consent");
	ruleset_free(ruleset);
	EXPECT(RULE(GOOD) "grounds = ( { name = \"a\"; },\n{ name = \"a\"; } );",
	       "r:9: grounds.a is declared twice; hint: keep one of the two");
	EXPECT(RULE(GOOD) "grounds = ( { title = \"Enquiry\"; } );",
	       "r:8: grounds.1.name is missing; hint: write name = …; (the word by which it is "
	       "kept)");
	EXPECT(RULE(GOOD) "grounds = ( { name = \"a\"; titel = \"A\"; } );",
	       "r:8: grounds.a.titel is a key that nothing reads; hint: did you mean title?");
	EXPECT(RULE(GOOD) "grounds = [\"section-47\"];",
	       "r:8: grounds is an array [ … ], where a list of groups is wanted; hint: write "
	       "grounds = ( { … }, { … } );");
	EXPECT("agencies = ( { name = \"health\"; request_to = \"desk\"; } );\n"
	       "rules = ( { name = \"r\"; " GOOD " } );",
	       "r:1: agencies.health.request_to is a key that nothing reads; hint: did you mean "
	       "requests_to?");
}

static void clocks_and_digests_that_do_not_hold_are_told(void **state)
{
	(void)state;
	EXPECT(RULE(GOOD) "clocks = ( { level = \"red\"; }, { level = \"red\"; } );",
	       "r:8: clocks.2 is of a level that has clocks already; hint: keep one of the two");
	EXPECT(RULE(GOOD) "clocks = ( { level = \"amber\"; decide_by = \"2 days\"; } );",
	       "r:8: warning: clocks.1.decide_by counts hours of office hours alone: a day of "
	       "them is three working days; hint: write working days, or hours = \"clock\";");
	EXPECT(RULE(GOOD) "digests = ( { to = \"a\"; at = \"8\"; } );",
	       "r:8: digests.1.at is no time of day: \"8\"; hint: write it as \"09:00\"");
}

static void reasons_for_flags_say_when_each_is_looked_at_again(void **state)
{
	struct ruleset *ruleset = read_good(
		RULE(GOOD) "flag_reasons = ( { name = \"missing-risk\"; title = \"Often missing\"; "
			   "review_within = \"6 weeks\"; }, { name = \"weapons\"; } );");
	const struct flag_reason *missing = ruleset_flag_reason(ruleset, "missing-risk");
	const struct flag_reason *weapons = ruleset_flag_reason(ruleset, "weapons");

	(void)state;
	assert_string_equal(missing->title, "Often missing");
	assert_int_equal(missing->review_within.unit, SPAN_EXACT);
	assert_int_equal(missing->review_within.n, 42 * USEC_PER_DAY);
	assert_string_equal(weapons->title, "weapons");
	assert_int_equal(weapons->review_within.unit, SPAN_MONTHS);
	assert_int_equal(weapons->review_within.n, 3);
	assert_null(ruleset_flag_reason(ruleset, "weapon"));
	ruleset_free(ruleset);
	ruleset = read_good(RULE(GOOD));
	assert_int_equal(ruleset->n_flag_reasons, 0);
	ruleset_free(ruleset);
}

static void reasons_for_flags_that_do_not_hold_are_told(void **state)
{
	(void)state;
	EXPECT(RULE(GOOD) "flag_reasons = ( { name = \"a\"; }, { name = \"b\"; }, { name = \"a\"; "
			  "} );",
	       "r:8: flag_reasons.a is declared twice; hint: keep one of the two");
	EXPECT(RULE(GOOD) "flag_reasons = ( { name = \"a\"; review_within = \"2 years\"; } );",
	       "r:8: flag_reasons.a.review_within is under a day or over a year: a flag is looked "
	       "at again by then; hint: write review_within = \"3 months\";");
	EXPECT(RULE(GOOD) "flag_reasons = ( { name = \"a\"; review_within = \"8 hours\"; } );",
	       "r:8: flag_reasons.a.review_within is under a day or over a year: a flag is looked "
	       "at again by then; hint: write review_within = \"3 months\";");
	EXPECT(RULE(GOOD) "flag_reasons = ( { title = \"A\"; review = \"1 week\"; } );",
	       "r:8: flag_reasons.1.review is a key that nothing reads; hint: did you mean "
	       "review_within?",
	       "r:8: flag_reasons.1.name is missing; hint: write name = …; (the word by which this "
	       "reason is known)");
	EXPECT(RULE(GOOD) "flag_reasons = ( { name = \"a b\"; } );",
	       "r:8: flag_reasons.a b cannot be a name: \"a b\"; hint: write 1 to 64 letters, "
	       "digits "
	       "and hyphens, as \"re-referral\"");
}

static void kinds_of_meetings_say_what_follows_and_who_belongs_there(void **state)
{
	struct ruleset *ruleset = read_good(
		RULE(GOOD) "meetings = ( { name = \"talk\"; title = \"A talk\"; then = \"round\"; "
			   "then_within = \"15 working days\"; needs_agencies = [\"police\", "
			   "\"health\"]; }, { name = \"round\"; categories = [\"missing\"]; } );");
	const struct meeting_kind *talk = ruleset_meeting(ruleset, "talk");
	const struct meeting_kind *round = ruleset_meeting(ruleset, "round");

	(void)state;
	assert_int_equal(ruleset->n_meetings, 2);
	assert_string_equal(talk->title, "A talk");
	assert_string_equal(talk->then, "round");
	assert_int_equal(talk->then_within.unit, SPAN_WORKING_DAYS);
	assert_int_equal(talk->then_within.n, 15);
	assert_string_equal(talk->needs_agencies[1], "health");
	assert_string_equal(round->title, "round");
	assert_null(round->then);
	assert_string_equal(round->categories[0], "missing");
	assert_null(ruleset_meeting(ruleset, "supper"));
	ruleset_free(ruleset);
	ruleset = read_good(
		RULE(GOOD) "clocks = ( { level = \"red\"; conference_ladder = [\"chairs\"]; } );");
	assert_string_equal(ruleset->clocks[LEVEL_RED].ladders[CLOCK_CONFERENCE].rungs[0],
			    "chairs");
	ruleset_free(ruleset);
}

static void meetings_that_do_not_hold_are_told(void **state)
{
	(void)state;
	EXPECT(RULE(GOOD) "meetings = ( { name = \"a\"; },\n{ name = \"a\"; } );",
	       "r:9: meetings.a is declared twice; hint: keep one of the two");
	EXPECT(RULE(GOOD) "meetings = ( { name = \"talk\"; then = \"conference\"; then_within = "
			  "\"15 working days\"; }, { name = \"conferense\"; } );",
	       "r:8: meetings.talk.then names \"conference\", which is no kind of meeting of this "
	       "file; hint: did you mean \"conferense\"?");
	EXPECT(RULE(GOOD) "meetings = ( { name = \"talk\"; then = \"talk\"; } );",
	       "r:8: meetings.talk says what follows, and not by when; hint: write then_within = "
	       "\"15 working days\";");
	EXPECT(RULE(GOOD) "meetings = ( { name = \"talk\"; then_within = \"1 week\"; } );",
	       "r:8: meetings.talk says by when, and not what follows; hint: write then = \"…\"; "
	       "the "
	       "kind of meeting that follows");
	EXPECT(RULE(GOOD) "meetings = ( { name = \"talk\"; categories = [\"negelct\"];\n"
			  "needs_agencies = [\"polise\"]; } );",
	       "r:8: meetings.talk.categories.1 names \"negelct\", which is no category that is "
	       "declared; hint: did you mean \"neglect\"?",
	       "r:9: meetings.talk.needs_agencies.1 names \"polise\", which is no agency that is "
	       "declared; hint: did you mean \"police\"?");
	EXPECT(RULE(GOOD) "meetings = ( { title = \"A talk\"; }, { name = \"a b\"; "
			  "need_agencies = [\"police\"]; } );",
	       "r:8: meetings.1.name is missing; hint: write name = …; (the word by which this "
	       "kind is known)",
	       "r:8: meetings.a b.need_agencies is a key that nothing reads; hint: did you mean "
	       "needs_agencies?",
	       "r:8: meetings.a b cannot be a name: \"a b\"; hint: write 1 to 64 letters, digits "
	       "and hyphens, as \"re-referral\"");
}

static void a_syntax_error_has_its_line_and_a_hint(void **state)
{
	(void)state;
	EXPECT("rules = (\n{ name = \"a\";\n" GOOD "\n},\n);\n",
	       "r:4: a comma stands before the closing bracket; hint: take the comma after the "
	       "last entry away");
	EXPECT("a = 1;\nrules = { ( };",
	       "r:2: syntax error; hint: look here and on the line before for a missing comma, "
	       "bracket, brace, quote or = sign");
	EXPECT("look_back = \"1 day\";\nlook_back = \"2 days\";",
	       "r:2: duplicate setting name; hint: keep one of the two");
	EXPECT("\n# \xff\nrules = ( { name = \"r\"; " GOOD " } );",
	       "r:2: a byte here is no UTF-8 text; hint: save the file as UTF-8");
}

static void commas_and_numbers_in_texts_and_comments_are_no_mistakes(void **state)
{
	(void)state;
	ruleset_free(read_good("# a, )\n// 99999999999, ]\n/* ,\n) */\n" RULE(
		"title = \"a, ) 99999999999 \\\" ,)\"; " GOOD)));
}

static void every_mistake_is_told_in_one_run_in_order(void **state)
{
	(void)state;
	EXPECT("rules = (\n"
	       "{ name = \"a\"; within = \"x\"; needs = { incidents = 1; }; level = \"red\"; },\n"
	       "{ name = \"b\"; within = \"1 day\"; needs = { incident = 1; }; level = \"rde\"; }\n"
	       ");\n"
	       "time_zone = \"Europe/Londn\";\n"
	       "roots = 1;\n",
	       "r:2: rules.a.within is no span: \"x\"; hint: write hours, days, weeks, months or "
	       "years, as \"90 days\", or \"ever\"",
	       "r:3: rules.b.needs.incident is a key that nothing reads; hint: did you mean "
	       "incidents?",
	       "r:3: rules.b.level is \"rde\", which nothing is called here; hint: write \"red\"",
	       "r:5: time_zone is no time zone that is known here: \"Europe/Londn\"; hint: write a "
	       "name as \"Europe/London\" (Debian's package tzdata holds them)",
	       "r:6: roots is a key that nothing reads; hint: did you mean routes?");
}

static void a_difference_names_what_changed(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_string_equal(
		config_difference(
			"rules = ( { name = \"a\"; n = 1; }, { name = \"b\"; } ); z = 1;",
			"rules = ( { name = \"c\"; }, { name = \"a\"; n = 2; l = [\"x\"]; } "
			"); z = 1;",
			&arena),
		"rules.a.n: 1 -> 2\nrules.a.l: added\nrules.b: removed\nrules.c: added\n");
	assert_string_equal(config_difference("a = 1; b = 2;", "b = 2;\na = 1;", &arena), "");
#define SEVENTEEN                                                                                 \
	"\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"10\", \"11\", \"12\", " \
	"\"13\", \"14\", \"15\", \"16\", \"17\""
	assert_string_equal(config_difference("holidays = [" SEVENTEEN ", \"x\"];",
					      "holidays = [\"y\", " SEVENTEEN ", \"z\"];", &arena),
			    "holidays: \"x\" removed\nholidays: \"y\", \"z\" added\n");
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_head_may_be_left_out),
		cmocka_unit_test(words_are_free_where_none_are_declared),
		cmocka_unit_test(categories_have_their_own_span_and_may_not_count),
		cmocka_unit_test(never_is_zero_hours),
		cmocka_unit_test(without_holidays_those_of_england_and_wales_hold),
		cmocka_unit_test(an_office_has_hours_days_and_holidays_of_its_own),
		cmocka_unit_test(a_where_is_about_the_child_unless_it_says_whom),
		cmocka_unit_test(every_criterion_is_read),
		cmocka_unit_test(tiers_inherit_nothing),
		cmocka_unit_test(a_score_takes_whole_numbers_and_fills_in_the_rest),
		cmocka_unit_test(a_chain_is_read_link_by_link),
		cmocka_unit_test(an_absence_is_waited_for_in_working_days),
		cmocka_unit_test(a_level_may_be_raised_after_a_decision),
		cmocka_unit_test(what_is_usual_is_read),
		cmocka_unit_test(what_libconfig_writes_reads_the_same),
		cmocka_unit_test(a_rules_meaning_is_what_it_judges_by),
		cmocka_unit_test(an_unknown_key_names_the_nearest_known_one),
		cmocka_unit_test(a_wrong_type_says_what_is_wanted),
		cmocka_unit_test(a_number_out_of_range_names_the_range),
		cmocka_unit_test(a_number_that_libconfig_would_wrap_is_told),
		cmocka_unit_test(a_span_that_does_not_parse_shows_one_that_does),
		cmocka_unit_test(times_of_day_and_dates_that_do_not_exist_are_told),
		cmocka_unit_test(holidays_that_end_in_less_than_90_days_are_told),
		cmocka_unit_test(a_word_that_no_one_declares_names_the_nearest),
		cmocka_unit_test(a_code_that_the_dfe_does_not_list_is_a_warning),
		cmocka_unit_test(two_of_one_name_are_told),
		cmocka_unit_test(what_is_missing_is_told),
		cmocka_unit_test(keys_of_two_kinds_do_not_go_together),
		cmocka_unit_test(what_a_kind_must_say_and_does_not_is_told),
		cmocka_unit_test(what_is_usual_needs_two_spans_with_lengths),
		cmocka_unit_test(an_absence_that_the_incident_itself_fills_is_warned_of),
		cmocka_unit_test(a_rule_that_can_never_hold_is_an_error),
		cmocka_unit_test(several_categories_may_come_with_one_that_is_listed),
		cmocka_unit_test(a_score_that_nothing_reaches_can_never_hold),
		cmocka_unit_test(what_never_matters_is_a_warning),
		cmocka_unit_test(a_rule_that_another_makes_pointless_is_a_warning),
		cmocka_unit_test(rules_that_each_have_their_point_are_left_alone),
		cmocka_unit_test(a_route_that_reaches_nobody_is_told),
		cmocka_unit_test(clocks_are_those_of_the_field_where_the_file_says_nothing),
		cmocka_unit_test(a_level_sets_what_it_names_of_its_clocks_and_keeps_the_rest),
		cmocka_unit_test(a_request_that_nobody_answers_has_a_ladder_of_its_own),
		cmocka_unit_test(grounds_and_where_requests_go_are_words_of_the_partnership),
		cmocka_unit_test(clocks_and_digests_that_do_not_hold_are_told),
		cmocka_unit_test(reasons_for_flags_say_when_each_is_looked_at_again),
		cmocka_unit_test(reasons_for_flags_that_do_not_hold_are_told),
		cmocka_unit_test(kinds_of_meetings_say_what_follows_and_who_belongs_there),
		cmocka_unit_test(meetings_that_do_not_hold_are_told),
		cmocka_unit_test(a_syntax_error_has_its_line_and_a_hint),
		cmocka_unit_test(commas_and_numbers_in_texts_and_comments_are_no_mistakes),
		cmocka_unit_test(every_mistake_is_told_in_one_run_in_order),
		cmocka_unit_test(a_difference_names_what_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
