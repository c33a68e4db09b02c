/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/calendar.h"
#include "identity/birth.h"
#include "identity/compare.h"
#include "identity/keys.h"

/* What is made alike, and by which keys it is found. */

static struct said say(const char *given, const char *family, const char *birth,
		       const char *postcode)
{
	struct said said = { .sender = "police" };

	said_set_names(&said, given, family);
	said_set_postcode(&said, postcode);
	said.has_birth = birth != NULL && date_parse(birth, &said.birth_day);
	return said;
}

/* Does who says a find what was said as b? */
static bool finds(struct said a, struct said b)
{
	uint64_t asked[KEYS_ASKED], held[KEYS_HELD];
	size_t n = keys_asked(&a, asked), m = keys_held(&b, held);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			if (asked[i] == held[j])
				return true;
	return false;
}

static void soundex_is_the_american_one(void **state)
{
	static const char *const known[][2] = {
		{ "ROBERT", "R163" },  { "RUPERT", "R163" },    { "ASHCRAFT", "A261" },
		{ "TYMCZAK", "T522" }, { "PFISTER", "P236" },   { "HONEYMAN", "H555" },
		{ "LEE", "L000" },     { "GUTIERREZ", "G362" }, { "", "" },
	};
	char out[5];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_string_equal(keys_soundex(known[i][0], out), known[i][1]);
}

static void a_record_is_found_in_spite_of_its_mistakes(void **state)
{
	struct said held = say("Katherine", "Smith", "2015-03-04", "XE1 2AB");

	(void)state;
	assert_true(finds(say("Bob", "Fenwick", "2015-03-04", NULL), held)); /* the date */
	assert_true(finds(say("Bob", "Fenwick", "2015-04-03", NULL), held)); /* swapped */
	assert_true(finds(say("Kathryn", "Smyth", NULL, NULL), held));
	assert_true(finds(say("Smyth", "Kathryn", NULL, NULL), held));
	assert_true(finds(say("Kathryn", "Fenwick", "2015-03-09", NULL), held)); /* a day off */
	assert_true(finds(say("Bob", "Smyth", "2015-08-04", NULL), held));       /* a month off */
	assert_true(finds(say("Bob", "Smith", NULL, "xe12ab"), held));
	assert_true(finds(say("Katharine", "Fenwick", NULL, "XE1 2AB"), held));
	assert_false(finds(say("Bob", "Fenwick", "2016-05-07", "XE1 2AB"), held));
	assert_false(finds(say(NULL, NULL, NULL, NULL), held));
}

static void the_first_of_january_finds_nobody_by_its_day(void **state)
{
	struct said held = say("Bob", "Fenwick", "2015-01-01", NULL);

	(void)state;
	assert_false(finds(say("Ann", "Smith", "2015-01-01", NULL), held));
	assert_true(finds(say("Bob", "Fenwick", "2015-07-14", NULL), held));
}

static void the_unborn_are_found_by_their_mother_alone(void **state)
{
	struct said held = { .is_unborn = true, .mother = "nhs 1" };
	struct said named = say("Ann", "Smith", "2015-03-04", NULL);
	struct said born = say("Bob", "Fenwick", "2025-03-04", NULL);
	uint64_t keys[KEYS_HELD];

	(void)state;
	assert_int_equal(keys_held(&held, keys), 1);
	said_set_names(&held, "Ann", "Smith");
	assert_false(finds(named, held));
	born.mother = "nhs 1";
	assert_true(finds(born, held));
	born.mother = "nhs 2";
	assert_false(finds(born, held));
}

static void there_are_no_more_keys_than_room(void **state)
{
	struct said said = say("Katherine", "Smith", "2015-03-04", "XE1 2AB");
	uint64_t asked[KEYS_ASKED], held[KEYS_HELD];

	(void)state;
	said.mother = "nhs 1";
	assert_in_range(keys_asked(&said, asked), 16, KEYS_ASKED - 1);
	assert_in_range(keys_held(&said, held), 9, KEYS_HELD - 1);
}

static void keys_are_the_same_in_every_version(void **state)
{
	struct said said = say("Ann", NULL, NULL, "XE1 2AB");
	uint64_t held[KEYS_HELD];

	(void)state;
	/* FNV-1a of "P|XE12AB|A500" and 0xff: stored with every alias, so it never changes. */
	assert_int_equal(keys_held(&said, held), 1);
	assert_true(held[0] == UINT64_C(0xa0961ee9caf40a55));
}

static void placeholders_say_nothing(void **state)
{
	static const char *const forenames[] = { "Baby",    "INFANT", "Twin 1", "unborn", "Male",
						 "unknown", "N/K",    "",       NULL };
	static const char *const postcodes[] = {
		"ZZ99 3VZ", "zz993wz", "NK", "unknown", "", NULL, "0000", "far longer than any"
	};

	(void)state;
	for (size_t i = 0; i < sizeof forenames / sizeof *forenames; i++)
		assert_string_equal(say(forenames[i], NULL, NULL, NULL).forename, "");
	for (size_t i = 0; i < sizeof postcodes / sizeof *postcodes; i++)
		assert_string_equal(say(NULL, NULL, NULL, postcodes[i]).postcode, "");
	assert_string_equal(say(NULL, "Baby", NULL, NULL).surname, "BABY");
	assert_string_equal(say(NULL, "Unknown", NULL, NULL).surname, "");
	assert_string_equal(say("Zo\xc3\xab Ann", "O'Neill-Bj\xc3\xb8rn", NULL, NULL).forename,
			    "ZOE");
	assert_string_equal(say("Zo\xc3\xab", "O'Neill-Bj\xc3\xb8rn", NULL, NULL).surname,
			    "ONEILLBJORN");
}

static void postcodes_agree_by_steps(void **state)
{
	(void)state;
	assert_int_equal(postcode_compare("XE12AB", "XE12AB"), POSTCODE_SAME);
	assert_int_equal(postcode_compare("XE12AB", "XE12BA"), POSTCODE_EDITED);
	assert_int_equal(postcode_compare("XE12AB", "XE12CD"), POSTCODE_SECTOR);
	assert_int_equal(postcode_compare("XE12AB", "XE32CD"), POSTCODE_DIFFERENT);
	assert_int_equal(postcode_compare("XE12AB", ""), POSTCODE_MISSING);
}

static void birth_dates_that_no_calendar_has_still_agree(void **state)
{
	(void)state;
	assert_int_equal(birth_compare_numbers(20151304, 20150413), BIRTH_SWAPPED);
	assert_int_equal(birth_compare_numbers(20150431, 20150431), BIRTH_SAME);
	assert_int_equal(birth_compare_numbers(20150431, 20150430), BIRTH_EDITED);
	assert_int_equal(birth_compare_numbers(20150101, 20150430), BIRTH_TWO_PARTS);
	assert_int_equal(birth_compare_numbers(20150101, 20150101), BIRTH_TWO_PARTS);
	assert_int_equal(birth_compare_numbers(20150312, 20150427), BIRTH_DIFFERENT);
	assert_int_equal(birth_compare_numbers(20150312, 20160312), BIRTH_EDITED);
	assert_int_equal(birth_compare_numbers(20150312, 20240312), BIRTH_TWO_PARTS);
}

/* The table is searched by halves: a row out of order would not be found. */
static void every_short_form_of_the_table_is_found(void **state)
{
	FILE *file = fopen("daemon/identity/nickname.c", "r");
	char called[32], full[32];
	size_t n = 0;
	int c;

	(void)state;
	assert_non_null(file);
	while ((c = fgetc(file)) != EOF) {
		if (c != '{' || fscanf(file, " \"%31[A-Z]\", \"%31[A-Z]\"", called, full) != 2)
			continue;
		n++;
		if (!name_is_nickname(called, full) || !name_is_nickname(full, called))
			fail_msg("%s of %s is not found", called, full);
	}
	fclose(file);
	assert_true(n > 500);
	assert_true(name_is_nickname("BILLY", "WILL"));
	assert_false(name_is_nickname("BILLY", "TOM"));
	assert_false(name_is_nickname("GRACE", "QUENTIN"));
}

static void levels_are_told_in_words(void **state)
{
	struct said a = say("Ann", "Smith", "2015-03-04", NULL);
	struct said b = say("Smith", "Ann", "2015-04-03", "XE1 2AB");
	struct weights weights;
	struct levels levels;
	char out[LEVELS_TEXT_BYTES];

	(void)state;
	weights_standard(&weights);
	compare_levels(&a, &b, &weights, &levels);
	assert_string_equal(compare_levels_text(&levels, &weights, out),
			    "forename=exact surname=exact birth=swapped postcode=missing "
			    "sex=missing names=swapped");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(soundex_is_the_american_one),
		cmocka_unit_test(a_record_is_found_in_spite_of_its_mistakes),
		cmocka_unit_test(the_first_of_january_finds_nobody_by_its_day),
		cmocka_unit_test(the_unborn_are_found_by_their_mother_alone),
		cmocka_unit_test(there_are_no_more_keys_than_room),
		cmocka_unit_test(keys_are_the_same_in_every_version),
		cmocka_unit_test(placeholders_say_nothing),
		cmocka_unit_test(postcodes_agree_by_steps),
		cmocka_unit_test(birth_dates_that_no_calendar_has_still_agree),
		cmocka_unit_test(every_short_form_of_the_table_is_found),
		cmocka_unit_test(levels_are_told_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
