/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>
#include <cmocka.h>

#include "base/calendar.h"
#include "identity/birth.h"
#include "identity/match.h"

static int32_t day(const char *text)
{
	int32_t day = 0;

	assert_true(date_parse(text, &day));
	return day;
}

/* Texts may be NULL: not said. */
static struct said say(const char *record, const char *nhs, const char *birth, const char *forename)
{
	struct said said = { .sender = "police", .record = record, .nhs = nhs };

	said.has_birth = birth != NULL;
	if (birth != NULL)
		said.birth_day = day(birth);
	if (forename != NULL)
		name_fold(forename, true, said.forename);
	return said;
}

/* By record id and NHS number alone: without weights. */
static struct proposal propose(const struct said *said, const struct candidate *candidates,
			       size_t n, int64_t taken)
{
	const struct match_question question = { .said = said,
						 .candidates = candidates,
						 .n_candidates = n,
						 .taken = &taken,
						 .n_taken = taken != 0 };
	struct proposal proposal;

	match_decide(&question, &proposal);
	return proposal;
}

enum { MOST = 4 };

/* Children 1, 2, … on file, one alias each. */
static struct proposal propose_among(const struct said *said, const struct said *on_file, size_t n,
				     int64_t taken)
{
	struct candidate candidates[MOST];
	const struct said *aliases[MOST];

	for (size_t i = 0; i < n; i++) {
		aliases[i] = &on_file[i];
		candidates[i] = (struct candidate){ .child = (int64_t)i + 1,
						    .aliases = &aliases[i],
						    .n_aliases = 1 };
	}
	return propose(said, candidates, n, taken);
}

static void check(struct said said, struct said on_file, int64_t child, enum match_reason reason)
{
	struct proposal proposal = propose_among(&said, &on_file, 1, 0);

	assert_int_equal(proposal.child, child);
	assert_int_equal(proposal.reason, reason);
}

static const char *const NHS = "9990000018", *const OTHER = "9990000026";

static void a_record_id_that_is_on_file_is_that_child(void **state)
{
	(void)state;
	check(say("r1", NULL, NULL, NULL), say("r1", NULL, "2015-03-04", "Ann"), 1, MATCH_RECORD);
	check(say("r1", NULL, "2015-03-04", "Bob"), say("r1", NULL, "2015-03-04", "Ann"), 1,
	      MATCH_RECORD);
	check(say("r1", NULL, "2011-09-28", "Ann"), say("r1", NULL, "2015-03-04", "Ann"), 1,
	      MATCH_RECORD);
}

static void another_sender_may_use_the_same_record_id(void **state)
{
	struct said on_file = say("r1", NULL, NULL, NULL);

	(void)state;
	on_file.sender = "health";
	check(say("r1", NULL, NULL, NULL), on_file, 0, MATCH_NEW);
}

static void a_record_id_with_another_nhs_number_is_reused(void **state)
{
	(void)state;
	check(say("r1", OTHER, "2015-03-04", "Ann"), say("r1", NHS, "2015-03-04", "Ann"), 0,
	      MATCH_NEW_REUSED);
}

static void a_record_id_with_another_birth_date_and_forename_is_reused(void **state)
{
	(void)state;
	check(say("r1", NULL, "2011-09-28", "Bob"), say("r1", NULL, "2015-03-04", "Ann"), 0,
	      MATCH_NEW_REUSED);
}

static void of_two_children_with_one_record_id_the_one_that_fits_is_meant(void **state)
{
	struct said on_file[] = { say("r1", NULL, "2015-03-04", "Ann"),
				  say("r1", NULL, "2011-09-28", "Bob") };
	struct said ann = say("r1", NULL, "2015-03-04", "Ann"),
		    nobody = say("r1", NULL, NULL, NULL);

	(void)state;
	assert_int_equal(propose_among(&ann, on_file, 2, 0).child, 1);
	assert_int_equal(propose_among(&nobody, on_file, 2, 0).child, 2);
}

static void an_nhs_number_counts_when_the_birth_date_confirms_it(void **state)
{
	struct said on_file = say("x", NHS, "2015-03-04", "Ann");

	(void)state;
	check(say("r1", NHS, "2015-03-04", "Ann"), on_file, 1, MATCH_NHS);
	check(say("r1", NHS, "2015-04-03", "Ann"), on_file, 1, MATCH_NHS);
	check(say("r1", NHS, "2015-03-05", "Ann"), on_file, 1, MATCH_NHS);
	check(say("r1", NHS, "2015-03-04", NULL), on_file, 1, MATCH_NHS);
	check(say("r1", NHS, "2015-03-04", "Annie"), on_file, 1, MATCH_NHS);
	check(say("r1", NHS, "2015-03-04", "Baby"), on_file, 1, MATCH_NHS);
}

static void an_nhs_number_alone_links_nobody(void **state)
{
	struct said on_file = say("x", NHS, "2015-03-04", "Ann");

	(void)state;
	check(say("r1", NHS, NULL, "Ann"), on_file, 0, MATCH_NEW_UNSURE);
	check(say("r1", NHS, "2009-12-25", "Ann"), on_file, 0, MATCH_NEW_UNSURE);
}

static void a_twin_sent_with_the_other_ones_nhs_number_is_not_merged(void **state)
{
	(void)state;
	check(say("r2", NHS, "2015-03-04", "Oliver"), say("r1", NHS, "2015-03-04", "Grace"), 0,
	      MATCH_NEW_UNSURE);
}

static void twins_of_one_contact_cannot_both_be_the_child_of_one_number(void **state)
{
	struct said on_file = say("x", NHS, "2015-03-04", "Sara");
	struct said twin = say("r2", NHS, "2015-03-04", "Lara");

	(void)state;
	assert_int_equal(propose_among(&twin, &on_file, 1, 1).child, 0);
	assert_int_equal(propose_among(&twin, &on_file, 1, 7).child, 1);
}

static void two_children_who_fit_equally_well_are_neither(void **state)
{
	struct said on_file[] = { say("x", NHS, "2015-03-04", "Ann"),
				  say("y", NHS, "2015-03-04", "Ann") };
	struct said said = say("r1", NHS, "2015-03-04", "Ann");
	struct proposal proposal = propose_among(&said, on_file, 2, 0);

	(void)state;
	assert_int_equal(proposal.child, 0);
	assert_int_equal(proposal.reason, MATCH_NEW_BETWEEN);
}

static void of_two_children_with_one_number_the_forename_tells(void **state)
{
	struct said on_file[] = { say("x", NHS, "2015-03-04", "Grace"),
				  say("y", NHS, "2015-03-04", "Oliver") };
	struct said said = say("r1", NHS, "2015-03-04", "Oliver");

	(void)state;
	assert_int_equal(propose_among(&said, on_file, 2, 0).child, 2);
}

static void every_alias_of_a_child_is_looked_at_by_itself(void **state)
{
	struct said on_file[] = { say("x", NULL, "2015-03-04", "Ann"), say("x", NHS, NULL, NULL) };
	const struct said *aliases[] = { &on_file[0], &on_file[1] };
	struct candidate candidate = { .child = 5, .aliases = aliases, .n_aliases = 2 };
	struct said said = say("r1", NHS, "2015-03-04", "Ann");
	struct proposal proposal;

	(void)state;
	proposal = propose(&said, &candidate, 1, 0);
	assert_int_equal(proposal.child, 5);
	assert_int_equal(proposal.reason, MATCH_NHS);
}

static void names_fold_to_plain_letters(void **state)
{
	char out[NAME_BYTES];
	static const char *const pairs[][2] = {
		{ "Zoë", "ZOE" },
		{ "O'Brien-Smith", "OBRIENSMITH" },
		{ "Łukasz", "LUKASZ" },
		{ "Jürgen", "JURGEN" },
		{ "Straße", "STRASSE" },
		{ "  ", "" },
		{ "Æthelred", "AETHELRED" },
		{ "李", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		name_fold(pairs[i][0], false, out);
		assert_string_equal(out, pairs[i][1]);
	}
	assert_string_equal(name_fold(" Mary Jane", true, out), " Jane");
	assert_string_equal(out, "MARY");
}

static void a_name_longer_than_the_room_is_cut(void **state)
{
	char name[4 * NAME_BYTES], out[NAME_BYTES];

	(void)state;
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	name_fold(name, false, out);
	assert_int_equal(strlen(out), NAME_BYTES - 1);
	assert_int_equal(name_edits(out, out), 0);
}

static void assert_near(double value, double expected)
{
	assert_true(value > expected - 1e-4 && value < expected + 1e-4);
}

static void names_are_alike_by_steps(void **state)
{
	(void)state;
	assert_int_equal(name_compare("ANN", "ANN"), NAME_SAME);
	assert_int_equal(name_compare("ANNE", "ANN"), NAME_NEAR);
	assert_int_equal(name_compare("KATHERINE", "CATHERINE"), NAME_NEAR);
	assert_int_equal(name_compare("HAWKESWORTH", "HAWKES"), NAME_FUZZY);
	assert_int_equal(name_compare("KATHERINE", "KATH"), NAME_NEAR);
	assert_int_equal(name_compare("BILLY", "WILL"), NAME_NEAR);
	assert_int_equal(name_compare_surnames("SAM", "SAMUELSON"), NAME_WEAK);
	assert_int_equal(name_compare("SAMIRANDA", "SAM"), NAME_WEAK);
	assert_int_equal(name_compare("J", "JOHN"), NAME_WEAK);
	assert_int_equal(name_compare("GRACE", "OLIVER"), NAME_DIFFERENT);
	assert_int_equal(name_compare("GRACE", "BABY"), NAME_MISSING);
	assert_int_equal(name_compare("", "GRACE"), NAME_MISSING);
	assert_int_equal(name_edits("MARTHA", "MARHTA"), 1);
	assert_near(name_jaro_winkler("MARTHA", "MARHTA"), 0.9611);
	assert_near(name_jaro_winkler("DWAYNE", "DUANE"), 0.84);
	assert_near(name_jaro_winkler("ABC", "XYZ"), 0);
}

static void birth_dates_agree_by_steps(void **state)
{
	(void)state;
	assert_int_equal(birth_compare(day("2015-03-04"), day("2015-03-04")), BIRTH_SAME);
	assert_int_equal(birth_compare(day("2015-03-04"), day("2015-04-03")), BIRTH_SWAPPED);
	assert_int_equal(birth_compare(day("2015-03-04"), day("2015-03-14")), BIRTH_EDITED);
	assert_int_equal(birth_compare(day("2015-03-12"), day("2015-03-21")), BIRTH_EDITED);
	assert_int_equal(birth_compare(day("2015-03-04"), day("2016-03-05")), BIRTH_TWO_EDITS);
	assert_int_equal(birth_compare(day("2015-03-04"), day("2014-04-03")), BIRTH_DIFFERENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_id_that_is_on_file_is_that_child),
		cmocka_unit_test(another_sender_may_use_the_same_record_id),
		cmocka_unit_test(a_record_id_with_another_nhs_number_is_reused),
		cmocka_unit_test(a_record_id_with_another_birth_date_and_forename_is_reused),
		cmocka_unit_test(of_two_children_with_one_record_id_the_one_that_fits_is_meant),
		cmocka_unit_test(an_nhs_number_counts_when_the_birth_date_confirms_it),
		cmocka_unit_test(an_nhs_number_alone_links_nobody),
		cmocka_unit_test(a_twin_sent_with_the_other_ones_nhs_number_is_not_merged),
		cmocka_unit_test(twins_of_one_contact_cannot_both_be_the_child_of_one_number),
		cmocka_unit_test(two_children_who_fit_equally_well_are_neither),
		cmocka_unit_test(of_two_children_with_one_number_the_forename_tells),
		cmocka_unit_test(every_alias_of_a_child_is_looked_at_by_itself),
		cmocka_unit_test(names_fold_to_plain_letters),
		cmocka_unit_test(a_name_longer_than_the_room_is_cut),
		cmocka_unit_test(names_are_alike_by_steps),
		cmocka_unit_test(birth_dates_agree_by_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
