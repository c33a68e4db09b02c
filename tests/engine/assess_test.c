/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "tools/world.h"

/* SPEC section 4 from "Where" to "Raising", a sentence a test. */

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

static void tell_three(struct world *world)
{
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-02-01T10:00Z police abuse");
	world_tell(world, "2026-03-01T10:00Z police abuse");
}

static void expect(struct world *world, const char *verdict)
{
	assert_string_equal(world_verdict(world), verdict);
}

/* --- Where: which of five contacts a criterion lets count, with needs = { incidents = 1 } ------ */

struct where_row {
	const char *criteria[3];
	const char *counted;
};

static void each_criterion_lets_its_own_contacts_count(void **state)
{
	static const char *const contacts[] = {
		"2026-01-01T10:00Z police abuse grade=green born=2024-01-02 factor=3 from=6",
		"2026-02-01T10:00Z health neglect other=abuse grade=red due=2026-05-01 outcome=nfa",
		"2026-03-01T10:00Z social missing born=2015-03-02 outcome=help factor=4 factor=5",
		"2026-04-01T10:00Z school neglect about=sibling from=2",
		"2026-05-01T10:00Z school wait grade=amber outcome=nfa born=2026-06-01",
	};
	static const struct where_row rows[] = {
		{ { "about=child" }, "1 2 3" },
		{ { "about=sibling" }, "4" },
		{ { "about=child,sibling" }, "1 2 3 4" },
		{ { "not_about=sibling" }, "1 2 3" },
		{ { "about=child", "agency=police,health" }, "1 2" },
		{ { "about=child", "not_agency=police" }, "2 3" },
		{ { "about=child", "category=abuse" }, "1 2" },
		{ { "about=child", "not_category=abuse" }, "3" },
		{ { "about=child", "category=wait" }, "5" },
		{ { "about=child", "category=wait,missing" }, "3 5" },
		{ { "about=child", "not_category=wait" }, "1 2 3" },
		{ { "about=child", "grade=none,green" }, "1 3" },
		{ { "about=child", "not_grade=green" }, "2 3" },
		{ { "about=child", "grade_at_least=green" }, "1 2" },
		{ { "about=child", "grade_at_least=none" }, "1 2 3" },
		{ { "about=child", "outcome=nfa" }, "2" },
		{ { "about=child", "not_outcome=nfa" }, "1 3" },
		{ { "about=child", "contact_source=6" }, "1" },
		{ { "about=child", "not_contact_source=6" }, "2 3" },
		{ { "about=child", "factor=3,5" }, "1 3" },
		{ { "about=child", "not_factor=3" }, "2 3" },
		{ { "about=child", "age_under=2" }, "1 2" },
		{ { "about=child", "age_under=1" }, "2" },
		{ { "about=child", "age_under=0" }, "2" },
		{ { "about=child", "age_from=1" }, "1 3" },
		{ { "about=child", "age_from=10" }, "3" },
		{ { "about=child", "age_from=11" }, "" },
		{ { "about=sibling", "age_from=17" }, "4" },
		{ { "about=child", "category=wait", "age_from=0" }, "" },
		{ { "about=child", "category=wait", "age_under=0" }, "5" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *world = world_new();
		const char *verdict, *counted;

		for (size_t j = 0; j < sizeof contacts / sizeof *contacts; j++)
			world_tell(world, contacts[j]);
		world->rule.where.n = 0;
		for (size_t j = 0; j < 3 && rows[i].criteria[j] != NULL; j++)
			world_ask(&world->rule.where, rows[i].criteria[j]);
		world->rule.tiers[0].needs.incidents = 1;
		verdict = world_verdict(world);
		counted = strstr(verdict, ": ");
		counted = counted == NULL ? "" : counted + 2;
		if (strcmp(counted, rows[i].counted) != 0)
			fail_msg("row %zu: \"%s\", not \"%s\"", i, counted, rows[i].counted);
		world_free(world);
	}
}

static void what_one_contact_has_is_forbidden_to_the_whole_incident(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_tell(world, "2026-03-01T11:00Z health abuse outcome=help");
	world_ask(&world->rule.where, "not_outcome=help");
	expect(world, "nothing");
}

static void an_uncounted_contact_still_carries_what_is_forbidden(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_tell(world, "2026-03-01T12:00Z police wait ref=A1");
	world->contacts[2].incident_ref = "a1";
	world_ask(&world->rule.where, "not_category=wait");
	expect(world, "nothing");
}

static void one_contact_must_meet_all_positive_criteria(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs.incidents = 1;
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T11:00Z health abuse grade=red");
	world_ask(&world->rule.where, "agency=police");
	world_ask(&world->rule.where, "grade=red");
	expect(world, "nothing");
}

static void the_evidence_is_whole_incidents_not_only_matching_contacts(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_tell(world, "2026-03-01T11:00Z health abuse about=sibling");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3+4");
}

static void an_incident_has_the_time_of_its_first_contact_though_it_does_not_match(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs.incidents = 1;
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T11:00Z health abuse");
	world_ask(&world->rule.where, "agency=health");
	expect(world, "amber since 2026-01-01T10:00:00Z: 1+2");
}

/* --- Holding ---------------------------------------------------------------------------------- */

static void a_retold_incident_counts_once(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T12:00Z health abuse");
	world_tell(world, "2026-02-01T10:00Z police abuse");
	expect(world, "nothing");
}

static void the_edge_of_the_window_counts(void **state)
{
	struct world *world = *state;

	world_tell(world, "2025-03-01T10:00Z police abuse");
	world_tell(world, "2026-02-01T10:00Z police abuse");
	world_tell(world, "2026-03-01T10:00Z police abuse");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3");
}

static void a_microsecond_beyond_the_window_does_not_count(void **state)
{
	struct world *world = *state;

	world_tell(world, "2025-03-01T09:59:59.999999Z police abuse");
	world_tell(world, "2026-02-01T10:00Z police abuse");
	world_tell(world, "2026-03-01T10:00Z police abuse");
	expect(world, "nothing");
}

static void a_month_before_the_31st_may_reach_further_than_before_the_30th(void **state)
{
	struct world *world = *state;

	world->rule.within = (struct span){ SPAN_MONTHS, 1 };
	world_tell(world, "2026-02-28T11:00Z police abuse");
	world_tell(world, "2026-03-30T12:00Z police abuse"); /* from 28 February 13:00 */
	world_tell(world, "2026-03-31T10:00Z police abuse"); /* from 28 February 11:00 */
	expect(world, "amber since 2026-03-31T10:00:00Z: 1 2 3");
}

static void the_evidence_is_the_union_of_all_windows_that_count(void **state)
{
	struct world *world = *state;

	world->rule.within = (struct span){ SPAN_EXACT, 40 * USEC_PER_DAY };
	world->rule.tiers[0].needs.incidents = 2;
	tell_three(world); /* 1+2 and 2+3 are windows */
	world_tell(world, "2026-06-01T10:00Z police abuse");
	expect(world, "amber since 2026-02-01T10:00:00Z: 1 2 3");
}

static void the_level_is_the_highest_of_all_windows(void **state)
{
	struct world *world = *state;

	world->rule.tiers[1] = (struct tier){ LEVEL_RED, { .agencies = 2 } };
	world->rule.n_tiers = 2;
	tell_three(world);
	world_tell(world, "2026-03-02T10:00Z health neglect");
	expect(world, "red since 2026-03-01T10:00:00Z: 1 2 3 4");
}

static void a_level_has_its_whole_own_needs_and_inherits_nothing(void **state)
{
	struct world *world = *state;

	world->rule.tiers[1] = (struct tier){ LEVEL_RED, { .agencies = 2 } };
	world->rule.n_tiers = 2;
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T11:00Z health abuse");
	expect(world, "red since 2026-01-01T10:00:00Z: 1+2");
}

static void all_needs_of_a_tier_must_be_met_in_one_window(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs = (struct needs){ .incidents = 3, .agencies = 2 };
	tell_three(world);
	expect(world, "nothing");
	world_tell(world, "2026-03-01T11:00Z health abuse");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3+4");
}

static void agencies_and_categories_are_those_of_matching_contacts(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs = (struct needs){ .agencies = 2 };
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T11:00Z health abuse about=sibling");
	expect(world, "nothing");
	world->rule.tiers[0].needs = (struct needs){ .categories = 2 };
	expect(world, "nothing");
	world_tell(world, "2026-02-01T11:00Z police abuse other=neglect");
	expect(world, "amber since 2026-02-01T11:00:00Z: 1+2 3");
}

static void the_last_incident_must_match_last_and_only_it(void **state)
{
	struct world *world = *state;

	world->rule.has_last = true;
	world_ask(&world->rule.last, "about=child");
	world_ask(&world->rule.last, "not_outcome=help");
	world_tell(world, "2026-01-01T10:00Z police abuse outcome=help");
	world_tell(world, "2026-02-01T10:00Z police abuse");
	world_tell(world, "2026-03-01T10:00Z police abuse outcome=help");
	expect(world, "nothing");
	world_tell(world, "2026-04-01T10:00Z police abuse");
	expect(world, "amber since 2026-04-01T10:00:00Z: 1 2 3 4");
}

static void a_score_decays_by_its_half_life_and_takes_the_highest_weight_and_grade(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs = (struct needs){ .score = 40.0 + 3.0 };
	world->rule.score.weights[1] = 20.0; /* abuse */
	world->rule.score.weights[2] = 3.0;  /* neglect */
	world->rule.score.grade_factor[GRADE_RED] = 4.0;
	world->rule.score.half_life_us = 10 * USEC_PER_DAY;
	world_tell(world, "2026-01-01T10:00Z police neglect other=abuse grade=green");
	world_tell(world, "2026-01-01T11:00Z health neglect grade=red"); /* 80, in all */
	world_tell(world, "2026-01-11T10:00Z health neglect");           /* 40 + 3 */
	expect(world, "amber since 2026-01-01T10:00:00Z: 1+2 3");
	world->rule.tiers[0].needs.score = 80.0 + 1e-6;
	expect(world, "nothing");
}

static void a_score_allows_a_billionth(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs = (struct needs){ .score = 0.3 };
	world->rule.score.weights[1] = 0.1;
	tell_three(world);
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3");
	world->rule.tiers[0].needs.score = 0.3 + 0.9e-9;
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3");
	world->rule.tiers[0].needs.score = 0.3 + 1.1e-9;
	expect(world, "nothing");
}

static void the_sum_of_an_agency_is_cut_at_its_cap(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs = (struct needs){ .score = 3.0 };
	world->rule.score.cap_per_agency = 2.0;
	tell_three(world);
	expect(world, "nothing");
	world_tell(world, "2026-03-05T10:00Z health abuse");
	expect(world, "amber since 2026-03-05T10:00:00Z: 1 2 3 4");
}

static void points_are_those_of_the_agency_of_the_first_matching_contact(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs = (struct needs){ .score = 3.0 };
	world->rule.score.cap_per_agency = 2.0;
	world_tell(world, "2026-01-01T10:00Z police abuse about=sibling");
	world_tell(world, "2026-01-01T11:00Z health abuse");
	world_tell(world, "2026-02-01T10:00Z police abuse");
	world_tell(world, "2026-03-01T10:00Z police abuse");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1+2 3 4");
}

static void a_later_matching_contact_takes_no_points_from_the_first(void **state)
{
	struct world *world = *state;

	world->rule.tiers[0].needs = (struct needs){ .score = 3.0 };
	world->rule.score.cap_per_agency = 2.0;
	world_tell(world, "2026-01-01T10:00Z health abuse");
	world_tell(world, "2026-01-01T11:00Z police abuse");
	world_tell(world, "2026-02-01T10:00Z police abuse");
	world_tell(world, "2026-03-01T10:00Z police abuse");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1+2 3 4");
}

/* --- History, judged, counting ----------------------------------------------------------------- */

static void history_alone_raises_nothing(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-01T10:00Z police abuse history");
	world_tell(world, "2026-02-01T10:00Z police abuse history");
	world_tell(world, "2026-03-01T10:00Z police abuse history");
	expect(world, "nothing but history");
	world_tell(world, "2026-04-01T10:00Z police abuse");
	expect(world, "amber since 2026-04-01T10:00:00Z: 1 2 3 4");
}

static void history_that_a_person_picked_counts(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-01T10:00Z police abuse history");
	world_tell(world, "2026-02-01T10:00Z police abuse history");
	world_tell(world, "2026-03-01T10:00Z police abuse");
	world->rule.history_before_us = INT64_MAX;
	expect(world, "nothing but history");
	world->lifts_history = true;
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3");
}

static void one_contact_of_an_incident_that_is_no_history_is_enough(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-01T10:00Z police abuse history");
	world_tell(world, "2026-02-01T10:00Z police abuse history");
	world_tell(world, "2026-03-01T10:00Z police abuse history");
	world_tell(world, "2026-03-01T11:00Z health abuse about=sibling");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3+4");
}

static void what_was_recorded_long_before_the_rule_is_history_for_it(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world->rule.history_before_us = world->contacts[2].recorded_us;
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3");
	world->rule.history_before_us++;
	expect(world, "nothing but history");
}

static void a_decided_alert_does_not_rise_again_on_the_same_incidents(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	expect(world, "nothing");
}

static void a_new_incident_after_a_decision_raises_again_with_the_judged_ones(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	world_tell(world, "2026-04-01T10:00Z police abuse");
	expect(world, "amber since 2026-04-01T10:00:00Z: 1 2 3 4");
}

static void an_incident_retold_after_a_decision_is_not_judged(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	world_tell(world, "2026-01-01T12:00Z health abuse");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1+4 2 3");
}

static void an_incident_is_judged_over_several_decisions(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_tell(world, "2026-01-01T12:00Z police abuse");
	world_decide(world, "1 2", LEVEL_AMBER);
	world_decide(world, "3 4", LEVEL_AMBER);
	expect(world, "nothing");
}

static void new_data_of_a_contact_make_its_incident_not_judged(void **state)
{
	struct world *world = *state;

	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	world->contacts[0].version = 2;
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3");
}

static void after_a_decision_rearm_incidents_are_needed(void **state)
{
	struct world *world = *state;

	world->rule.rearm = 2;
	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	world_tell(world, "2026-04-01T10:00Z police abuse");
	expect(world, "nothing");
	world_tell(world, "2026-05-01T10:00Z police abuse");
	expect(world, "amber since 2026-05-01T10:00:00Z: 1 2 3 4 5");
}

static void where_nothing_was_decided_one_incident_not_judged_is_enough(void **state)
{
	struct world *world = *state;

	world->rule.rearm = 5;
	tell_three(world);
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2 3");
}

static void a_higher_level_needs_one_incident_only(void **state)
{
	struct world *world = *state;

	world->rule.rearm = 3;
	world->rule.tiers[1] = (struct tier){ LEVEL_RED, { .incidents = 5 } };
	world->rule.n_tiers = 2;
	tell_three(world);
	world_tell(world, "2026-04-01T10:00Z police abuse");
	world_decide(world, "1 2 3 4", LEVEL_AMBER);
	world_tell(world, "2026-05-01T10:00Z police abuse");
	expect(world, "red since 2026-05-01T10:00:00Z: 1 2 3 4 5");
	world->decided.level = LEVEL_RED;
	expect(world, "nothing");
}

static void a_new_agency_needs_one_incident_only(void **state)
{
	struct world *world = *state;

	world->rule.rearm = 3;
	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	world_tell(world, "2026-04-01T10:00Z health abuse");
	expect(world, "amber since 2026-04-01T10:00:00Z: 1 2 3 4");
}

static void a_new_other_category_needs_one_incident_only(void **state)
{
	struct world *world = *state;

	world->rule.rearm = 3;
	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	world_tell(world, "2026-04-01T10:00Z police abuse other=missing");
	expect(world, "amber since 2026-04-01T10:00:00Z: 1 2 3 4");
}

static void a_new_agency_of_a_contact_that_does_not_match_is_one_too(void **state)
{
	struct world *world = *state;

	world->rule.rearm = 3;
	tell_three(world);
	world_decide(world, "1 2 3", LEVEL_AMBER);
	world_tell(world, "2026-02-01T11:00Z health abuse about=sibling");
	expect(world, "amber since 2026-03-01T10:00:00Z: 1 2+4 3");
}

static void agencies_of_the_last_decided_alert_only_are_known(void **state)
{
	struct world *world = *state;

	world->rule.rearm = 3;
	tell_three(world);
	world_tell(world, "2026-01-20T10:00Z health abuse");
	world_decide(world, "1 4", LEVEL_AMBER);
	world_decide(world, "2 3", LEVEL_AMBER);
	world_tell(world, "2026-04-01T10:00Z health abuse");
	expect(world, "amber since 2026-04-01T10:00:00Z: 1 4 2 3 5");
}

/* --- Raising ------------------------------------------------------------------------------------ */

static enum change change_of(struct world *world, struct standing *standing)
{
	struct subject subject = world_subject(world);

	world_verdict(world);
	return assess_change(standing, &subject, &world->verdict);
}

/* The alert as the world would have it stand now. */
static void stand(struct world *world, struct standing *standing, struct judged *evidence)
{
	const struct verdict *verdict = &world->verdict;

	world_verdict(world);
	for (size_t i = 0; i < verdict->n_evidence; i++)
		evidence[i] = (struct judged){ world->contacts[verdict->evidence[i]].id, 1 };
	*standing = (struct standing){ verdict->level,    verdict->became_true_us,
				       evidence,          verdict->n_evidence,
				       verdict->agencies, verdict->categories };
}

static void an_alert_rises_grows_escalates_and_is_withdrawn(void **state)
{
	struct world *world = *state;
	struct standing standing;
	struct judged evidence[WORLD_MAX];

	tell_three(world);
	assert_int_equal(change_of(world, NULL), CHANGE_RISE);
	stand(world, &standing, evidence);
	assert_int_equal(change_of(world, &standing), CHANGE_NONE);
	world_tell(world, "2026-05-01T10:00Z police abuse");
	assert_int_equal(change_of(world, &standing), CHANGE_GROW);
	world_tell(world, "2026-05-02T10:00Z health abuse");
	assert_int_equal(change_of(world, &standing), CHANGE_ESCALATE);
	world->n = 2;
	assert_int_equal(change_of(world, &standing), CHANGE_WITHDRAW);
	assert_int_equal(change_of(world, NULL), CHANGE_NONE);
}

static void a_new_other_category_and_a_higher_level_escalate(void **state)
{
	struct world *world = *state;
	struct standing standing;
	struct judged evidence[WORLD_MAX];

	tell_three(world);
	stand(world, &standing, evidence);
	world_tell(world, "2026-05-01T10:00Z police abuse other=missing");
	assert_int_equal(change_of(world, &standing), CHANGE_ESCALATE);
	stand(world, &standing, evidence);
	assert_int_equal(change_of(world, &standing), CHANGE_NONE);
	world->rule.tiers[0].level = LEVEL_RED;
	assert_int_equal(change_of(world, &standing), CHANGE_ESCALATE);
	world->rule.tiers[0].level = LEVEL_GREEN;
	assert_int_equal(change_of(world, &standing), CHANGE_GROW);
}

static void new_data_of_the_evidence_are_growth(void **state)
{
	struct world *world = *state;
	struct standing standing;
	struct judged evidence[WORLD_MAX];

	tell_three(world);
	stand(world, &standing, evidence);
	world->contacts[1].version = 2;
	assert_int_equal(change_of(world, &standing), CHANGE_GROW);
}

#define sentence(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		sentence(each_criterion_lets_its_own_contacts_count),
		sentence(what_one_contact_has_is_forbidden_to_the_whole_incident),
		sentence(an_uncounted_contact_still_carries_what_is_forbidden),
		sentence(one_contact_must_meet_all_positive_criteria),
		sentence(the_evidence_is_whole_incidents_not_only_matching_contacts),
		sentence(an_incident_has_the_time_of_its_first_contact_though_it_does_not_match),
		sentence(a_retold_incident_counts_once),
		sentence(the_edge_of_the_window_counts),
		sentence(a_microsecond_beyond_the_window_does_not_count),
		sentence(a_month_before_the_31st_may_reach_further_than_before_the_30th),
		sentence(the_evidence_is_the_union_of_all_windows_that_count),
		sentence(the_level_is_the_highest_of_all_windows),
		sentence(a_level_has_its_whole_own_needs_and_inherits_nothing),
		sentence(all_needs_of_a_tier_must_be_met_in_one_window),
		sentence(agencies_and_categories_are_those_of_matching_contacts),
		sentence(the_last_incident_must_match_last_and_only_it),
		sentence(a_score_decays_by_its_half_life_and_takes_the_highest_weight_and_grade),
		sentence(a_score_allows_a_billionth),
		sentence(the_sum_of_an_agency_is_cut_at_its_cap),
		sentence(points_are_those_of_the_agency_of_the_first_matching_contact),
		sentence(a_later_matching_contact_takes_no_points_from_the_first),
		sentence(history_alone_raises_nothing),
		sentence(history_that_a_person_picked_counts),
		sentence(one_contact_of_an_incident_that_is_no_history_is_enough),
		sentence(what_was_recorded_long_before_the_rule_is_history_for_it),
		sentence(a_decided_alert_does_not_rise_again_on_the_same_incidents),
		sentence(a_new_incident_after_a_decision_raises_again_with_the_judged_ones),
		sentence(an_incident_retold_after_a_decision_is_not_judged),
		sentence(an_incident_is_judged_over_several_decisions),
		sentence(new_data_of_a_contact_make_its_incident_not_judged),
		sentence(after_a_decision_rearm_incidents_are_needed),
		sentence(where_nothing_was_decided_one_incident_not_judged_is_enough),
		sentence(a_higher_level_needs_one_incident_only),
		sentence(a_new_agency_needs_one_incident_only),
		sentence(a_new_other_category_needs_one_incident_only),
		sentence(a_new_agency_of_a_contact_that_does_not_match_is_one_too),
		sentence(agencies_of_the_last_decided_alert_only_are_known),
		sentence(an_alert_rises_grows_escalates_and_is_withdrawn),
		sentence(a_new_other_category_and_a_higher_level_escalate),
		sentence(new_data_of_the_evidence_are_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
