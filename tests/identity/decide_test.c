/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/calendar.h"
#include "identity/match.h"

/* The whole ladder. Bits are held against an oracle by tests/property/identity_test.py. */

static const char *const NHS = "9990000018", *const OTHER = "9990000026";
static const char *const UPN = "A999000000001", *const OTHER_UPN = "B999000000002";

static int32_t day(const char *text)
{
	int32_t day = 0;

	assert_true(date_parse(text, &day));
	return day;
}

static struct said say(const char *given, const char *family, const char *birth,
		       const char *postcode)
{
	struct said said = { .sender = "police" };

	said_set_names(&said, given, family);
	said_set_postcode(&said, postcode);
	said.has_birth = birth != NULL;
	said.birth_day = birth != NULL ? day(birth) : 0;
	return said;
}

static struct said ann(void)
{
	return say("Ann", "Brackenbury", "2015-03-04", "XE1 2AB");
}

static struct said expect_child(const char *mother, const char *expected)
{
	struct said said = { .sender = "health", .mother = mother, .is_unborn = true };

	said.expected_day = day(expected);
	return said;
}

enum { MOST = 8 };

/* Children 1, 2, … of one alias each, and a question about them. */
struct world {
	struct said on_file[MOST];
	const struct said *aliases[MOST];
	struct candidate candidates[MOST];
	struct weights weights;
	struct match_question question;
};

static void hold(struct world *world, const struct said *on_file, size_t n)
{
	*world = (struct world){ 0 };
	weights_standard(&world->weights);
	for (size_t i = 0; i < n; i++) {
		world->on_file[i] = on_file[i];
		world->aliases[i] = &world->on_file[i];
		world->candidates[i] = (struct candidate){ .child = (int64_t)i + 1,
							   .aliases = &world->aliases[i],
							   .n_aliases = 1 };
	}
	world->question = (struct match_question){ .candidates = world->candidates,
						   .n_candidates = n,
						   .weights = &world->weights,
						   .children = 10000 };
}

static struct proposal ask(const struct world *world, struct said said)
{
	struct match_question question = world->question;
	struct proposal proposal;

	question.said = &said;
	match_decide(&question, &proposal);
	return proposal;
}

static struct proposal ask_one(struct said said, struct said on_file)
{
	struct world world;

	hold(&world, &on_file, 1);
	return ask(&world, said);
}

static void expect(struct proposal proposal, enum match_verdict verdict, enum match_reason reason,
		   int64_t child)
{
	assert_int_equal(proposal.verdict, verdict);
	assert_string_equal(match_reason_name(proposal.reason), match_reason_name(reason));
	assert_int_equal(proposal.child, child);
}

static void a_record_that_agrees_in_all_is_linked_by_weight(void **state)
{
	struct proposal proposal = ask_one(ann(), ann());

	(void)state;
	expect(proposal, VERDICT_LINK, MATCH_WEIGHT, 1);
	assert_true(proposal.bits > 12 && proposal.bits < 15);
	assert_int_equal(proposal.levels.of[FIELD_SURNAME], NAME_SAME);
	assert_int_equal(proposal.n_doubts, 0);
}

static void an_unseen_twin_goes_to_a_person(void **state)
{
	struct proposal proposal = ask_one(say("Grace", "Brackenbury", "2015-03-04", "XE1 2AB"),
					   ann());

	(void)state;
	expect(proposal, VERDICT_REVIEW, MATCH_NEW_POSSIBLE, 0);
	assert_int_equal(proposal.n_doubts, 1);
	assert_int_equal(proposal.doubts[0].child, 1);
	assert_true(proposal.bits > 1.5 && proposal.bits < 1.8);
}

static void a_sibling_is_a_new_child(void **state)
{
	(void)state;
	expect(ask_one(say("Grace", "Brackenbury", "2017-09-21", "XE1 2AB"), ann()), VERDICT_NEW,
	       MATCH_NEW, 0);
}

static void a_held_twin_makes_near_names_less(void **state)
{
	struct said held[] = { ann(), say("Grace", "Brackenbury", "2015-03-04", "XE1 2AB") };
	struct said anne = say("Anne", "Brackenbury", "2015-03-04", "XE1 2AB");
	struct proposal alone = ask_one(anne, ann()), beside;
	struct world world;

	(void)state;
	hold(&world, held, 2);
	beside = ask(&world, anne);
	assert_true(alone.bits - beside.bits > 4.9 && alone.bits - beside.bits < 5.1);
	beside = ask(&world, ann());
	expect(beside, VERDICT_LINK, MATCH_WEIGHT, 1);
	world.question.n_candidates = 1;
	anne.is_multiple = true;
	assert_true(ask(&world, anne).bits < alone.bits - 4.9);
}

static void two_children_within_the_margin_go_to_a_person(void **state)
{
	struct said held[] = { ann(), ann() };
	struct world world;
	struct proposal proposal;

	(void)state;
	hold(&world, held, 2);
	proposal = ask(&world, ann());
	expect(proposal, VERDICT_REVIEW, MATCH_NEW_CLOSE, 0);
	assert_int_equal(proposal.n_doubts, 2);
	assert_int_equal(proposal.doubts[0].child, 1); /* of equals the lower number */
	assert_int_equal(proposal.second, 2);
}

static void two_nhs_numbers_forbid_a_link(void **state)
{
	struct said a = ann(), b = ann();

	(void)state;
	a.nhs = NHS;
	b.nhs = OTHER;
	expect(ask_one(a, b), VERDICT_REVIEW, MATCH_NEW_VETOED, 0);
}

static void what_a_person_said_holds(void **state)
{
	struct said held[] = { ann(), say("Bob", "Fenwick", "2011-11-12", NULL) };
	struct world world;

	(void)state;
	hold(&world, held, 2);
	world.candidates[0].word = PERSON_DIFFERENT;
	expect(ask(&world, ann()), VERDICT_NEW, MATCH_NEW, 0);
	world.candidates[1].word = PERSON_SAME;
	expect(ask(&world, ann()), VERDICT_LINK, MATCH_WORD, 2);
}

static void a_sealed_identity_links_by_its_record_alone(void **state)
{
	struct said on_file = ann(), said = ann();
	struct world world;

	(void)state;
	on_file.nhs = said.nhs = NHS;
	hold(&world, &on_file, 1);
	world.candidates[0].is_sealed = true;
	expect(ask(&world, ann()), VERDICT_REVIEW, MATCH_NEW_VETOED, 0);
	expect(ask(&world, said), VERDICT_REVIEW, MATCH_NEW_VETOED, 0);
	world.candidates[0].is_sealed = false;
	world.question.is_sealed = true;
	expect(ask(&world, said), VERDICT_REVIEW, MATCH_NEW_VETOED, 0);
	world.on_file[0].record = said.record = "r1";
	expect(ask(&world, said), VERDICT_LINK, MATCH_RECORD, 1);
}

static void a_upn_needs_the_birth_date_and_a_name(void **state)
{
	struct said on_file = ann();
	struct said said = say("Ann", "Fenwick", "2015-03-04", NULL);

	(void)state;
	on_file.upn = said.upn = UPN;
	expect(ask_one(said, on_file), VERDICT_LINK, MATCH_UPN, 1);
	said.birth_day++;
	assert_int_not_equal(ask_one(said, on_file).reason, MATCH_UPN);
	said = say("Grace", "Brackenbury", "2015-03-04", NULL); /* a twin with the other's number */
	said.upn = UPN;
	assert_int_equal(ask_one(said, on_file).child, 0);
	said = ann();
	said.upn = OTHER_UPN; /* real files are full of wrong ones: no veto */
	expect(ask_one(said, on_file), VERDICT_LINK, MATCH_WEIGHT, 1);
}

static void an_nhs_number_that_is_not_confirmed_stops_weight(void **state)
{
	struct said held[] = { ann(), say("Grace", "Brackenbury", "2015-03-04", "XE1 2AB") };
	struct said said = ann();
	struct world world;

	(void)state;
	held[1].nhs = said.nhs = NHS; /* sent with the twin's number */
	hold(&world, held, 2);
	struct proposal proposal = ask(&world, said);

	expect(proposal, VERDICT_REVIEW, MATCH_NEW_UNSURE, 0);
	assert_int_equal(proposal.n_doubts, 2);
	assert_int_equal(proposal.doubts[0].child, 2);
}

static void numbers_of_two_children_link_neither(void **state)
{
	struct said held[] = { ann(), say("Grace", "Brackenbury", "2015-03-04", "XE1 2AB") };
	struct said said = ann();
	struct world world;

	(void)state;
	held[0].upn = said.upn = UPN;
	held[1].nhs = said.nhs = NHS;
	hold(&world, held, 2);
	expect(ask(&world, said), VERDICT_REVIEW, MATCH_NEW_UNSURE, 0);
}

static void persons_of_one_contact_are_two(void **state)
{
	static const int64_t taken[] = { 1 };
	struct said on_file = ann();
	struct world world;

	(void)state;
	hold(&world, &on_file, 1);
	world.question.taken = taken;
	world.question.n_taken = 1;
	expect(ask(&world, say("Grace", "Brackenbury", "2015-03-04", "XE1 2AB")), VERDICT_NEW,
	       MATCH_NEW, 0);
	expect(ask(&world, ann()), VERDICT_REVIEW, MATCH_NEW_VETOED, 0);
}

static void the_unborn_go_by_their_mother_and_the_expected_date(void **state)
{
	struct said on_file = expect_child("nhs 1", "2025-06-10");
	struct said born = say("Baby", "Brackenbury", "2025-05-30", "XE1 2AB");
	struct said named = expect_child("nhs 1", "2025-06-10");

	(void)state;
	expect(ask_one(expect_child("nhs 1", "2025-06-24"), on_file), VERDICT_LINK, MATCH_UNBORN,
	       1);
	expect(ask_one(expect_child("nhs 2", "2025-06-10"), on_file), VERDICT_NEW, MATCH_NEW, 0);
	expect(ask_one(expect_child("nhs 1", "2026-06-10"), on_file), VERDICT_NEW, MATCH_NEW, 0);
	said_set_names(&named, "Ann", "Brackenbury");
	expect(ask_one(named, ann()), VERDICT_NEW, MATCH_NEW, 0); /* never by a name */
	expect(ask_one(born, on_file), VERDICT_NEW, MATCH_NEW, 0);
	born.mother = "nhs 1";
	struct proposal proposal = ask_one(born, on_file);

	expect(proposal, VERDICT_REVIEW, MATCH_NEW_BORN, 0); /* a person promotes */
	assert_int_equal(proposal.n_doubts, 1);
	named.is_multiple = true; /* one of twins: which? */
	expect(ask_one(named, on_file), VERDICT_REVIEW, MATCH_NEW_BETWEEN, 0);
}

static void the_best_postcode_of_all_records_counts(void **state)
{
	struct said old = ann(), said = ann();
	const struct said *aliases[2] = { &old, NULL };
	struct said now = say("Anna", "Fenwick", "2015-03-04", "XE9 9ZZ");
	struct world world;

	(void)state;
	hold(&world, &old, 1);
	aliases[1] = &now;
	world.candidates[0].aliases = aliases;
	world.candidates[0].n_aliases = 2;
	said_set_postcode(&said, "xe99zz");
	struct proposal proposal = ask(&world, said);

	assert_int_equal(proposal.levels.of[FIELD_POSTCODE], POSTCODE_SAME);
	assert_int_equal(proposal.levels.of[FIELD_FORENAME], NAME_SAME);
}

static void nothing_but_dates_and_homes_never_links(void **state)
{
	struct said said = say("Baby", NULL, "2015-03-04", "XE1 2AB");
	struct world world;
	struct said on_file = ann();

	(void)state;
	hold(&world, &on_file, 1);
	world.weights.limit_bits = 2; /* no daemon may: even so */
	expect(ask(&world, said), VERDICT_REVIEW, MATCH_NEW_VETOED, 0);
}

static void a_birth_date_and_a_sex_alone_are_no_doubt(void **state)
{
	struct said said = say(NULL, NULL, "2015-03-04", NULL),
		    born = say(NULL, NULL, "2015-03-04", NULL);

	(void)state;
	expect(ask_one(said, born), VERDICT_NEW, MATCH_NEW, 0);
	expect(ask_one(ann(), born), VERDICT_NEW, MATCH_NEW, 0);
	said_set_postcode(&said, "XE1 2AB");
	expect(ask_one(said, ann()), VERDICT_REVIEW, MATCH_NEW_POSSIBLE, 0);
}

static void the_strongest_seven_doubts_are_told(void **state)
{
	struct said held[MOST];
	struct world world;

	(void)state;
	for (int i = 0; i < MOST; i++)
		held[i] = say("Grace", "Brackenbury", "2015-03-04", i == 5 ? "XE1 2AB" : NULL);
	hold(&world, held, MOST);
	world.question.children = 1000000;
	struct proposal proposal = ask(&world, ann());

	assert_int_equal(proposal.verdict, VERDICT_REVIEW);
	assert_int_equal(proposal.n_doubts, MATCH_DOUBTS);
	assert_int_equal(proposal.doubts[0].child, 6);
	assert_int_equal(proposal.doubts[1].child, 1);
}

/* The same for a store with hardly anybody in it as for one with the whole area. */
static void born_on_one_day_is_a_doubt_among_a_thousand_children_alone(void **state)
{
	struct said held = say("Grace", "Ashcroft", "2015-03-04", NULL), said = ann();
	struct world world;

	(void)state;
	held.sex = said.sex = SAID_FEMALE;
	hold(&world, &held, 1);
	world.question.children = 10;
	expect(ask(&world, said), VERDICT_REVIEW, MATCH_NEW_POSSIBLE, 0);
	world.weights.children_in_area = 46700;
	expect(ask(&world, said), VERDICT_NEW, MATCH_NEW, 0);
	world.weights.children_in_area = 1000;
	world.question.children = 46700;
	expect(ask(&world, said), VERDICT_NEW, MATCH_NEW, 0);
}

static void grades_are_those_of_fhir(void **state)
{
	struct weights weights;

	(void)state;
	weights_standard(&weights);
	assert_string_equal(match_grade(8.0, &weights), "certain");
	assert_string_equal(match_grade(7.9, &weights), "probable");
	assert_string_equal(match_grade(2.9, &weights), "possible");
	assert_string_equal(match_grade(-6.1, &weights), "certainly-not");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_that_agrees_in_all_is_linked_by_weight),
		cmocka_unit_test(an_unseen_twin_goes_to_a_person),
		cmocka_unit_test(a_sibling_is_a_new_child),
		cmocka_unit_test(a_held_twin_makes_near_names_less),
		cmocka_unit_test(two_children_within_the_margin_go_to_a_person),
		cmocka_unit_test(two_nhs_numbers_forbid_a_link),
		cmocka_unit_test(what_a_person_said_holds),
		cmocka_unit_test(a_sealed_identity_links_by_its_record_alone),
		cmocka_unit_test(a_upn_needs_the_birth_date_and_a_name),
		cmocka_unit_test(an_nhs_number_that_is_not_confirmed_stops_weight),
		cmocka_unit_test(numbers_of_two_children_link_neither),
		cmocka_unit_test(persons_of_one_contact_are_two),
		cmocka_unit_test(the_unborn_go_by_their_mother_and_the_expected_date),
		cmocka_unit_test(the_best_postcode_of_all_records_counts),
		cmocka_unit_test(nothing_but_dates_and_homes_never_links),
		cmocka_unit_test(a_birth_date_and_a_sex_alone_are_no_doubt),
		cmocka_unit_test(the_strongest_seven_doubts_are_told),
		cmocka_unit_test(born_on_one_day_is_a_doubt_among_a_thousand_children_alone),
		cmocka_unit_test(grades_are_those_of_fhir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
