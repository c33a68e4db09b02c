/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "tools/world.h"

/* The kinds of rules of SPEC section 4 beyond plain needs: times_usual, then, unless and
 * after_decision, a sentence a test. */

static int make(void **state)
{
	*state = world_new();
	return 0;
}

static int end(void **state)
{
	world_free(*state);
	return 0;
}

static void expect(struct world *world, const char *verdict)
{
	assert_string_equal(world_verdict(world), verdict);
}

static struct span days(int64_t n)
{
	return (struct span){ SPAN_EXACT, n * USEC_PER_DAY };
}

/* ---- times_usual ---- */

/* At least `incidents` in a week, and so many times the usual of the four weeks before. */
static void ask_usual(struct world *world, int incidents, double times)
{
	world->rule.within = days(7);
	world->rule.usual_over = days(28);
	world->rule.tiers[0].needs = (struct needs){ .incidents = incidents, .times_usual = times };
}

static void twice_the_usual_is_enough_and_less_is_not(void **state)
{
	struct world *world = *state;

	ask_usual(world, 2, 2.0);
	world_tell(world, "2026-01-06T10:00Z police abuse"); /* 4 in 4 weeks: 1 a week */
	world_tell(world, "2026-01-13T11:00Z police abuse");
	world_tell(world, "2026-01-20T12:00Z police abuse");
	world_tell(world, "2026-01-27T13:00Z police abuse");
	world_tell(world, "2026-02-05T10:00Z police abuse");
	expect(world, "nothing");
	world_tell(world, "2026-02-09T10:00Z police abuse");
	expect(world, "amber since 2026-02-09T10:00:00Z: 5 6");
	ask_usual(world, 2, 2.01);
	expect(world, "nothing");
}

static void what_is_usual_ends_before_the_window_and_begins_with_its_edge(void **state)
{
	struct world *world = *state;

	ask_usual(world, 1, 2.0);
	world_tell(world, "2025-12-27T10:00Z police abuse"); /* 28 days before the window */
	world_tell(world, "2026-01-24T09:59Z police abuse");
	world_tell(world, "2026-01-31T10:00Z police abuse"); /* 1 against 2 / 4 */
	assert_non_null(strstr(world_verdict(world), " 3"));
	world->rule.tiers[0].needs.times_usual = 2.1;
	assert_null(strstr(world_verdict(world), " 3"));
	world->rule.usual_over = (struct span){ SPAN_EXACT, 28 * USEC_PER_DAY - 1 };
	assert_non_null(strstr(world_verdict(world), " 3"));
}

static void with_none_before_any_count_is_more_than_usual(void **state)
{
	struct world *world = *state;

	ask_usual(world, 2, 50.0);
	world_tell(world, "2026-01-30T10:00Z police abuse");
	expect(world, "nothing");
	world_tell(world, "2026-01-31T18:00Z police abuse");
	expect(world, "amber since 2026-01-31T18:00:00Z: 1 2");
}

static void times_usual_allows_a_billionth(void **state)
{
	struct world *world = *state;

	ask_usual(world, 1, 1.0 / 3.0);
	world->rule.within = days(1);
	world->rule.usual_over = days(3);
	world->rule.tiers[0].needs.times_usual = 1.0 + 9e-10;
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-02T10:01Z police abuse");
	world_tell(world, "2026-01-03T10:02Z police abuse");
	world_tell(world, "2026-01-04T10:03Z police abuse");
	assert_non_null(strstr(world_verdict(world), " 4"));
}

/* ---- then ---- */

static void follow(struct world *world, int64_t n_days, const char *criterion)
{
	struct chain *chain = &world->rule.chain;

	world->rule.kind = RULE_THEN;
	world->rule.tiers[0].needs = (struct needs){ 0 };
	chain->links[chain->n].within = days(n_days);
	world_ask(&chain->links[chain->n].where, "about=child");
	world_ask(&chain->links[chain->n++].where, criterion);
}

static void a_chain_holds_at_its_last_link(void **state)
{
	struct world *world = *state;

	world_ask(&world->rule.where, "category=missing");
	follow(world, 30, "category=abuse");
	world_tell(world, "2026-01-01T10:00Z police abuse"); /* before: it follows nothing */
	world_tell(world, "2026-01-05T10:00Z police missing");
	expect(world, "nothing");
	world_tell(world, "2026-01-09T10:00Z health neglect");
	world_tell(world, "2026-01-20T10:00Z health abuse");
	expect(world, "amber since 2026-01-20T10:00:00Z: 2 4");
}

static void the_edge_of_a_link_counts_and_a_microsecond_more_does_not(void **state)
{
	struct world *world = *state;

	world_ask(&world->rule.where, "category=missing");
	follow(world, 30, "category=abuse");
	world_tell(world, "2026-01-01T10:00Z police missing");
	world_tell(world, "2026-01-31T10:00Z police abuse");
	expect(world, "amber since 2026-01-31T10:00:00Z: 1 2");
	world->contacts[1].occurred_us++;
	expect(world, "nothing");
}

static void the_members_of_a_chain_are_as_late_as_possible(void **state)
{
	struct world *world = *state;

	world_ask(&world->rule.where, "category=missing");
	follow(world, 5, "category=neglect");
	follow(world, 30, "category=abuse");
	world_tell(world, "2026-01-01T10:00Z police missing");
	world_tell(world, "2026-01-02T12:00Z police missing");
	world_tell(world, "2026-01-05T10:00Z police neglect");
	world_tell(world, "2026-01-20T10:00Z police neglect"); /* later, but no missing before it */
	world_tell(world, "2026-01-25T10:00Z police abuse");
	expect(world, "amber since 2026-01-25T10:00:00Z: 2 3 5");
}

static void an_incident_does_not_follow_itself(void **state)
{
	struct world *world = *state;

	follow(world, 30, "category=abuse");
	follow(world, 30, "category=abuse");
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-03T10:00Z police abuse");
	expect(world, "nothing");
	world_tell(world, "2026-01-05T10:00Z police abuse");
	expect(world, "amber since 2026-01-05T10:00:00Z: 1 2 3");
}

static void a_judged_chain_rises_again_with_one_new_member(void **state)
{
	struct world *world = *state;

	world_ask(&world->rule.where, "category=missing");
	follow(world, 30, "category=abuse");
	world_tell(world, "2026-01-01T10:00Z police missing");
	world_tell(world, "2026-01-03T10:00Z police abuse");
	world_decide(world, "1 2", LEVEL_AMBER);
	expect(world, "nothing");
	world_tell(world, "2026-01-05T10:00Z police abuse");
	expect(world, "amber since 2026-01-05T10:00:00Z: 1 3");
}

/* ---- unless ---- */

static void answer(struct world *world, const char *criterion)
{
	struct unless *unless = &world->rule.unless;

	world->rule.kind = RULE_UNLESS;
	world->rule.tiers[0].needs = (struct needs){ 0 };
	unless->by = days(2);
	world_ask(&world->rule.where, "agency=police");
	world_ask(&unless->where, "about=child");
	world_ask(&unless->where, criterion);
}

static void nothing_that_answers_holds_from_the_deadline_on(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-02T10:01Z health abuse");
	world_wait_until(world, "2026-01-03T09:59:59.999999Z");
	expect(world, "nothing");
	assert_string_equal(world_next_due(world), "2026-01-03T10:00:00Z");
	world_wait_until(world, "2026-01-03T10:00Z");
	expect(world, "amber since 2026-01-03T10:00:00Z: 1");
	assert_string_equal(world_next_due(world), "never");
}

static void an_answer_on_either_edge_is_one_and_a_microsecond_beyond_is_none(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world_tell(world, "2026-01-01T10:00Z police abuse ref=a");
	world_tell(world, "2026-01-03T10:00Z social neglect ref=b");
	expect(world, "nothing");
	world->contacts[1].occurred_us++;
	expect(world, "amber since 2026-01-03T10:00:00Z: 1");
	world->contacts[1].occurred_us = world->contacts[0].occurred_us;
	expect(world, "nothing");
	world->contacts[1].occurred_us--;
	expect(world, "amber since 2026-01-03T10:00:00Z: 1");
}

static void an_answer_must_not_meet_what_is_forbidden(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world_ask(&world->rule.unless.where, "not_outcome=nfa");
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-02T10:30Z social neglect outcome=nfa");
	expect(world, "amber since 2026-01-03T10:00:00Z: 1");
	world_tell(world, "2026-01-02T11:00Z social neglect");
	expect(world, "nothing");
}

static void a_contact_of_the_incident_itself_may_answer_it(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T12:00Z social abuse");
	assert_string_equal(world_incidents(world), "1+2");
	expect(world, "nothing");
}

static void the_same_reference_is_one_of_any_contact_of_the_incident(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world->rule.unless.same_ref = true;
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T11:00Z health abuse ref=a");
	world_tell(world, "2026-01-01T12:00Z social neglect ref=b");
	expect(world, "amber since 2026-01-03T10:00:00Z: 1+2");
	world_tell(world, "2026-01-02T12:00Z social neglect ref=a");
	expect(world, "nothing");
}

static void an_incident_without_a_reference_is_not_answered_by_reference(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world->rule.unless.same_ref = true;
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-02T12:00Z social neglect ref=a");
	world_tell(world, "2026-01-02T12:00Z social missing");
	expect(world, "amber since 2026-01-03T10:00:00Z: 1");
}

static void an_earlier_answer_of_the_reference_does_not_hide_one_in_time(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world->rule.unless.same_ref = true;
	world->book.gathering.same_reference_us = 0;
	world_tell(world, "2025-12-31T10:00Z social neglect ref=a");
	world_tell(world, "2026-01-01T10:00Z police abuse ref=a");
	world_tell(world, "2026-01-01T10:00Z social neglect ref=b");
	expect(world, "amber since 2026-01-03T10:00:00Z: 2");
	world_tell(world, "2026-01-03T10:00Z social missing ref=a");
	expect(world, "nothing");
}

static void a_deadline_in_working_days_is_the_close_of_one(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world->rule.unless.by = (struct span){ SPAN_WORKING_DAYS, 1 };
	world->book.working = (struct working){ .open_us = 9 * USEC_PER_HOUR,
						.close_us = 17 * USEC_PER_HOUR,
						.days = 1U << MONDAY | 1U << FRIDAY };
	world_tell(world, "2026-07-03T10:00Z police abuse"); /* a Friday, in summer time */
	world_wait_until(world, "2026-07-06T15:59Z");
	expect(world, "nothing");
	assert_string_equal(world_next_due(world), "2026-07-06T16:00:00Z");
	world_wait_until(world, "2026-07-06T16:00Z");
	expect(world, "amber since 2026-07-06T16:00:00Z: 1");
	world_tell(world, "2026-07-06T16:00Z social neglect");
	expect(world, "nothing");
}

static void the_next_deadline_is_the_soonest_of_those_not_answered(void **state)
{
	struct world *world = *state;

	answer(world, "agency=social");
	world_tell(world, "2026-01-01T10:00Z police abuse history");
	world_tell(world, "2026-01-03T10:00Z police neglect");
	world_tell(world, "2026-01-04T10:00Z social missing"); /* answers the one before */
	world_tell(world, "2026-01-06T10:00Z police missing");
	world_tell(world, "2026-01-07T10:00Z police abuse");
	world_wait_until(world, "2026-01-01T10:00Z");
	assert_string_equal(world_next_due(world), "2026-01-08T10:00:00Z");
	world_wait_until(world, "2026-01-08T10:00Z");
	assert_string_equal(world_next_due(world), "2026-01-09T10:00:00Z");
	world_decide(world, "5", LEVEL_AMBER);
	assert_string_equal(world_next_due(world), "never");
}

/* ---- after_decision ---- */

static void ask_after(struct world *world, bool raised)
{
	world->rule.kind = RULE_AFTER_DECISION;
	world->rule.tiers[0] = (struct tier){ raised ? LEVEL_NONE : LEVEL_AMBER, { 0 } };
	world->rule.after.within = days(28);
	world->rule.after.raised = raised;
	wordset_add(&world->rule.after.outcomes, 1); /* nfa */
}

static void an_incident_within_the_span_after_a_decision_holds(void **state)
{
	struct world *world = *state;

	ask_after(world, false);
	world_decide_other(world, "2026-01-02T10:00Z nfa", LEVEL_GREEN);
	world_tell(world, "2026-01-02T10:00Z police abuse"); /* not after it */
	expect(world, "nothing");
	world_tell(world, "2026-01-30T10:00Z police abuse"); /* the edge */
	expect(world, "amber since 2026-01-30T10:00:00Z: 2");
	world->contacts[1].occurred_us++;
	expect(world, "nothing");
}

static void only_a_decision_with_a_wanted_outcome_counts(void **state)
{
	struct world *world = *state;

	ask_after(world, false);
	world_decide_other(world, "2026-01-02T10:00Z help", LEVEL_GREEN);
	world_tell(world, "2026-01-05T10:00Z police abuse");
	expect(world, "nothing");
	world_decide_other(world, "2026-01-03T10:00Z nfa", LEVEL_GREEN);
	world_decide_other(world, "2026-01-04T10:00Z help", LEVEL_GREEN);
	expect(world, "amber since 2026-01-05T10:00:00Z: 1");
}

static void raised_is_one_above_the_latest_decided_and_at_most_red(void **state)
{
	struct world *world = *state;

	ask_after(world, true);
	world_decide_other(world, "2026-01-01T10:00Z nfa", LEVEL_RED);
	world_tell(world, "2026-01-02T10:00Z police abuse");
	expect(world, "red since 2026-01-02T10:00:00Z: 1");
	world->n_decisions = 0;
	world_decide_other(world, "2026-01-01T08:00Z nfa", LEVEL_RED);
	world_decide_other(world, "2026-01-01T10:00Z nfa", LEVEL_GREEN);
	world_decide_other(world, "2026-01-01T10:00Z nfa", LEVEL_BLUE);
	world_decide_other(world, "2026-01-03T10:00Z nfa", LEVEL_RED);
	expect(world, "amber since 2026-01-02T10:00:00Z: 1");
}

#define sentence(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		sentence(twice_the_usual_is_enough_and_less_is_not),
		sentence(what_is_usual_ends_before_the_window_and_begins_with_its_edge),
		sentence(with_none_before_any_count_is_more_than_usual),
		sentence(times_usual_allows_a_billionth),
		sentence(a_chain_holds_at_its_last_link),
		sentence(the_edge_of_a_link_counts_and_a_microsecond_more_does_not),
		sentence(the_members_of_a_chain_are_as_late_as_possible),
		sentence(an_incident_does_not_follow_itself),
		sentence(a_judged_chain_rises_again_with_one_new_member),
		sentence(nothing_that_answers_holds_from_the_deadline_on),
		sentence(an_answer_on_either_edge_is_one_and_a_microsecond_beyond_is_none),
		sentence(an_answer_must_not_meet_what_is_forbidden),
		sentence(a_contact_of_the_incident_itself_may_answer_it),
		sentence(the_same_reference_is_one_of_any_contact_of_the_incident),
		sentence(an_incident_without_a_reference_is_not_answered_by_reference),
		sentence(an_earlier_answer_of_the_reference_does_not_hide_one_in_time),
		sentence(a_deadline_in_working_days_is_the_close_of_one),
		sentence(the_next_deadline_is_the_soonest_of_those_not_answered),
		sentence(an_incident_within_the_span_after_a_decision_holds),
		sentence(only_a_decision_with_a_wanted_outcome_counts),
		sentence(raised_is_one_above_the_latest_decided_and_at_most_red),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
