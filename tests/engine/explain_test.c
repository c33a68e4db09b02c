/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/explain.h"
#include "tools/world.h"

struct told {
	struct world *world;
	struct subject subject;
	struct explanation explanation;
	void *memory;
};

static int make(void **state)
{
	struct told *told = mem_new(1, sizeof *told);

	told->world = world_new();
	told->memory = mem_new(1, explain_bytes(WORLD_MAX));
	*state = told;
	return 0;
}

static int end(void **state)
{
	struct told *told = *state;

	world_free(told->world);
	mem_free(told->memory);
	mem_free(told);
	return 0;
}

static const struct explanation *explain(struct told *told, const char *now)
{
	int64_t now_us = 0;

	assert_true(time_parse(now, &now_us));
	told->subject = world_subject(told->world);
	explain_rule(&told->world->book, &told->world->rule, &told->subject, now_us, told->memory,
		     &told->explanation);
	return &told->explanation;
}

/* The explanation of the contact told as the n-th. */
static const struct explained *of(const struct told *told, int64_t number)
{
	for (size_t c = 0; c < told->subject.n_contacts; c++)
		if (told->subject.contacts[c].id == number)
			return &told->explanation.contacts[c];
	fail_msg("no contact %d", (int)number);
	return NULL;
}

static void expect_time(int64_t at_us, const char *text)
{
	char out[32];

	assert_string_equal(time_format(at_us, out), text);
}

static void a_rule_that_does_not_hold_says_how_far_it_is(void **state)
{
	struct told *told = *state;
	const struct explanation *found;

	world_tell(told->world, "2026-01-01T10:00Z police abuse");
	world_tell(told->world, "2026-02-01T10:00Z police abuse");
	found = explain(told, "2026-06-01T00:00:00Z");
	assert_false(found->holds);
	assert_false(found->verdict.counts);
	assert_true(found->has_window);
	assert_int_equal(found->has.incidents, 2);
	assert_int_equal(found->has_now.incidents, 2);
	assert_false(explain_meets(&told->world->rule.tiers[0].needs, &found->has_now));
	expect_time(found->falls_out_us, "2027-01-01T10:00:00Z");
	assert_int_equal(of(told, 1)->fate, FATE_COUNTED);
	assert_int_equal(of(told, 2)->fate, FATE_COUNTED);
}

static void what_fell_out_of_the_window_is_told_and_counts_no_more_now(void **state)
{
	struct told *told = *state;
	const struct explanation *found;

	world_tell(told->world, "2024-01-01T10:00Z police abuse");
	world_tell(told->world, "2026-01-01T10:00Z police abuse");
	found = explain(told, "2026-06-01T00:00:00Z");
	assert_int_equal(of(told, 1)->fate, FATE_OUT_OF_WINDOW);
	assert_int_equal(found->has_now.incidents, 1);
	found = explain(told, "2027-06-01T00:00:00Z");
	assert_int_equal(found->has_now.incidents, 0);
	assert_true(found->falls_out_us == INT64_MAX);
}

static void each_contact_says_why_it_counts_or_not(void **state)
{
	struct told *told = *state;
	struct where *where = &told->world->rule.where;

	world_ask(where, "agency=police");
	world_ask(where, "not_outcome=help");
	world_ask(where, "age_under=5");
	world_tell(told->world, "2026-01-01T10:00Z police abuse");
	world_tell(told->world, "2026-01-01T11:00Z health abuse");
	world_tell(told->world, "2026-01-05T10:00Z health neglect");
	world_tell(told->world, "2026-01-10T10:00Z police wait");
	world_tell(told->world, "2026-01-15T10:00Z police abuse");
	world_tell(told->world, "2026-01-15T11:00Z school abuse outcome=help");
	world_tell(told->world, "2026-01-20T10:00Z police abuse born=2010-01-01");
	explain(told, "2026-06-01T00:00:00Z");
	assert_int_equal(of(told, 1)->fate, FATE_COUNTED);
	assert_true(of(told, 1)->is_age_unknown);
	assert_int_equal(of(told, 2)->fate, FATE_RETELLS);
	assert_int_equal(of(told, 3)->fate, FATE_MISSED);
	assert_int_equal(where->criteria[of(told, 3)->criterion].field, FIELD_AGENCY);
	assert_int_equal(of(told, 4)->fate, FATE_UNCOUNTED);
	assert_int_equal(of(told, 5)->fate, FATE_FORBIDDEN);
	assert_int_equal(where->criteria[of(told, 5)->criterion].field, FIELD_OUTCOME);
	assert_int_equal(told->subject.contacts[of(told, 5)->by].id, 6);
	assert_int_equal(of(told, 6)->fate, FATE_FORBIDDEN);
	assert_int_equal(where->criteria[of(told, 7)->criterion].field, FIELD_AGE_UNDER);
	assert_false(of(told, 7)->is_age_unknown);
}

static void an_alert_that_is_kept_down_says_by_what(void **state)
{
	struct told *told = *state;
	const struct explanation *found;

	world_tell(told->world, "2026-01-01T10:00Z police abuse history");
	world_tell(told->world, "2026-02-01T10:00Z police abuse history");
	world_tell(told->world, "2026-03-01T10:00Z police abuse history");
	found = explain(told, "2026-06-01T00:00:00Z");
	assert_true(found->holds);
	assert_int_equal(found->hindrance, HINDRANCE_HISTORY);
	assert_true(of(told, 1)->is_history);

	world_decide(told->world, "1 2 3", LEVEL_AMBER);
	found = explain(told, "2026-06-01T00:00:00Z");
	assert_int_equal(found->hindrance, HINDRANCE_JUDGED);
	assert_true(of(told, 1)->is_judged);

	told->world->rule.rearm = 2;
	world_tell(told->world, "2026-04-01T10:00Z police abuse");
	found = explain(told, "2026-06-01T00:00:00Z");
	assert_int_equal(found->hindrance, HINDRANCE_REARM);
	assert_int_equal(found->n_unjudged, 1);
	assert_false(of(told, 4)->is_judged);
}

static void what_counts_is_told_by_the_whole_evidence(void **state)
{
	struct told *told = *state;
	const struct explanation *found;

	world_tell(told->world, "2024-01-01T10:00Z police abuse");
	world_tell(told->world, "2024-02-01T10:00Z police abuse");
	world_tell(told->world, "2024-03-01T10:00Z police abuse");
	world_tell(told->world, "2026-01-01T10:00Z police abuse");
	found = explain(told, "2026-06-01T00:00:00Z");
	assert_true(found->verdict.counts);
	assert_int_equal(found->hindrance, HINDRANCE_NONE);
	assert_int_equal(of(told, 1)->fate, FATE_COUNTED);
	assert_int_equal(of(told, 4)->fate, FATE_OUT_OF_WINDOW);
	expect_time(found->end_us, "2024-03-01T10:00:00Z");
	expect_time(found->begin_us, "2023-03-01T10:00:00Z");
}

static void a_child_of_whom_nothing_matches_is_explained_too(void **state)
{
	struct told *told = *state;

	assert_false(explain(told, "2026-06-01T00:00:00Z")->has_window);
	world_tell(told->world, "2026-01-01T10:00Z police abuse about=sibling");
	assert_false(explain(told, "2026-06-01T00:00:00Z")->has_window);
	assert_int_equal(of(told, 1)->fate, FATE_MISSED);
}

static void a_chain_tells_of_its_members_and_of_links_that_nothing_followed(void **state)
{
	struct told *told = *state;
	struct rule *rule = &told->world->rule;

	rule->kind = RULE_THEN;
	rule->chain.n = 1;
	rule->chain.links[0].within = (struct span){ SPAN_MONTHS, 1 };
	world_ask(&rule->where, "category=missing");
	world_ask(&rule->where, "not_outcome=help");
	world_ask(&rule->chain.links[0].where, "category=abuse");
	world_tell(told->world, "2025-06-01T10:00Z police missing");
	world_tell(told->world, "2026-01-01T10:00Z police missing");
	world_tell(told->world, "2026-01-05T10:00Z health neglect");
	world_tell(told->world, "2026-01-20T10:00Z health abuse outcome=help");
	assert_true(explain(told, "2026-06-01T00:00:00Z")->holds);
	expect_time(told->explanation.begin_us, "2026-01-01T10:00:00Z");
	expect_time(told->explanation.end_us, "2026-01-20T10:00:00Z");
	assert_int_equal(of(told, 1)->fate, FATE_OUT_OF_WINDOW);
	assert_int_equal(of(told, 2)->fate, FATE_COUNTED);
	assert_int_equal(of(told, 3)->fate, FATE_MISSED);
	assert_int_equal(of(told, 4)->fate, FATE_COUNTED);
}

static void an_absence_says_until_when_it_waits_and_that_it_was_answered(void **state)
{
	struct told *told = *state;
	struct rule *rule = &told->world->rule;

	rule->kind = RULE_UNLESS;
	rule->unless.by = (struct span){ SPAN_MONTHS, 1 };
	world_ask(&rule->where, "agency=police");
	world_ask(&rule->unless.where, "agency=social");
	world_tell(told->world, "2026-01-01T10:00Z police missing");
	world_wait_until(told->world, "2026-01-15T10:00Z");
	assert_false(explain(told, "2026-01-15T10:00:00Z")->holds);
	expect_time(told->explanation.due_us, "2026-02-01T10:00:00Z");
	assert_false(told->explanation.is_answered);
	world_wait_until(told->world, "2026-02-01T10:00Z");
	assert_true(explain(told, "2026-02-01T10:00:00Z")->holds);
	world_tell(told->world, "2026-01-20T10:00Z social neglect");
	assert_false(explain(told, "2026-02-01T10:00:00Z")->holds);
	assert_true(told->explanation.is_answered);
}

static void what_follows_a_decision_says_which_it_was(void **state)
{
	struct told *told = *state;
	struct rule *rule = &told->world->rule;

	rule->kind = RULE_AFTER_DECISION;
	rule->after.within = (struct span){ SPAN_MONTHS, 1 };
	wordset_add(&rule->after.outcomes, 1);
	world_tell(told->world, "2026-03-01T10:00Z police missing");
	assert_null(explain(told, "2026-06-01T00:00:00Z")->decision);
	world_decide_other(told->world, "2026-01-01T10:00Z nfa", LEVEL_GREEN);
	assert_false(explain(told, "2026-06-01T00:00:00Z")->holds);
	expect_time(told->explanation.decision->decided_us, "2026-01-01T10:00:00Z");
	world_decide_other(told->world, "2026-02-20T10:00Z nfa", LEVEL_GREEN);
	assert_true(explain(told, "2026-06-01T00:00:00Z")->holds);
	expect_time(told->explanation.decision->decided_us, "2026-02-20T10:00:00Z");
}

#define sentence(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		sentence(a_rule_that_does_not_hold_says_how_far_it_is),
		sentence(what_fell_out_of_the_window_is_told_and_counts_no_more_now),
		sentence(each_contact_says_why_it_counts_or_not),
		sentence(an_alert_that_is_kept_down_says_by_what),
		sentence(what_counts_is_told_by_the_whole_evidence),
		sentence(a_child_of_whom_nothing_matches_is_explained_too),
		sentence(a_chain_tells_of_its_members_and_of_links_that_nothing_followed),
		sentence(an_absence_says_until_when_it_waits_and_that_it_was_answered),
		sentence(what_follows_a_decision_says_which_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
