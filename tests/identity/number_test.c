/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "identity/number.h"

static enum number_check check_nhs(const char *text)
{
	char digits[NHS_BYTES];

	return number_read_nhs(text, digits);
}

static enum number_check check_upn(const char *text)
{
	char upn[UPN_BYTES];

	return number_read_upn(text, upn);
}

static void an_nhs_number_goes_by_its_check_digit(void **state)
{
	static const char *const good[] = { "9990000018", "9990000026", "9434765919",
					    "4000000632" };
	static const char *const bad[] = { "9990000019", "9434765871", "1234567890", "0449310999" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(check_nhs(good[i]), NUMBER_OK);
		assert_int_equal(check_nhs(bad[i]), NUMBER_WRONG_CHECK);
	}
}

static void a_remainder_that_gives_ten_is_no_nhs_number(void **state)
{
	char number[NHS_BYTES];

	(void)state;
	for (int digit = 0; digit < 10; digit++) {
		snprintf(number, sizeof number, "999000000%d", digit);
		assert_int_equal(check_nhs(number), NUMBER_WRONG_CHECK);
	}
}

static void ten_equal_digits_are_a_placeholder(void **state)
{
	(void)state;
	assert_int_equal(check_nhs("0000000000"), NUMBER_WRONG_CHECK);
	assert_int_equal(check_nhs("4444444444"), NUMBER_WRONG_CHECK);
}

static void blanks_and_hyphens_in_an_nhs_number_are_dropped(void **state)
{
	char digits[NHS_BYTES];

	(void)state;
	assert_int_equal(number_read_nhs(" 999 000-0018 ", digits), NUMBER_OK);
	assert_string_equal(digits, "9990000018");
}

static void what_is_not_ten_digits_is_no_nhs_number(void **state)
{
	static const char *const texts[] = { "",           "999000001", "99900000180",
					     "999000001O", "abc",       "9990000018x" };
	char digits[NHS_BYTES] = "untouched";

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(number_read_nhs(texts[i], digits), NUMBER_MALFORMED);
	assert_string_equal(digits, "untouched");
}

static void a_upn_goes_by_its_check_letter(void **state)
{
	(void)state;
	assert_int_equal(check_upn("B801200005001"), NUMBER_OK);
	assert_int_equal(check_upn("P207000016049"), NUMBER_OK);
	assert_int_equal(check_upn("A801200005001"), NUMBER_WRONG_CHECK);
	assert_int_equal(check_upn("A123456789123"), NUMBER_WRONG_CHECK);
	assert_int_equal(check_upn("X80120000A001"), NUMBER_MALFORMED);
	assert_int_equal(check_upn("B80120000500"), NUMBER_MALFORMED);
}

static void a_upn_with_a_wrong_letter_is_read_all_the_same(void **state)
{
	char upn[UPN_BYTES];

	(void)state;
	assert_int_equal(number_read_upn(" a801200005001 ", upn), NUMBER_WRONG_CHECK);
	assert_string_equal(upn, "A801200005001");
}

/* ../shared/data/ids when present: vectors with their origins. */
static void numbers_check_as_their_vectors_say(void **state)
{
	FILE *file = fopen("../shared/data/ids/id_vectors.csv", "r");
	char line[512], type[8], value[32], expected[32];
	int checked = 0;

	(void)state;
	if (file == NULL)
		skip();
	while (fgets(line, sizeof line, file) != NULL) {
		if (sscanf(line, "%7[^,],%31[^,],%31[^,]", type, value, expected) != 3)
			continue;
		bool nhs = strcmp(type, "nhs") == 0;

		/* That a council's number is unknown is no matter of the check letter. */
		if ((!nhs && strcmp(type, "upn") != 0) ||
		    strcmp(expected, "invalid-component") == 0)
			continue;
		enum number_check check = nhs ? check_nhs(value) : check_upn(value);

		assert_int_equal(check == NUMBER_OK, strcmp(expected, "valid") == 0);
		checked++;
	}
	fclose(file);
	assert_true(checked >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_nhs_number_goes_by_its_check_digit),
		cmocka_unit_test(a_remainder_that_gives_ten_is_no_nhs_number),
		cmocka_unit_test(ten_equal_digits_are_a_placeholder),
		cmocka_unit_test(blanks_and_hyphens_in_an_nhs_number_are_dropped),
		cmocka_unit_test(what_is_not_ten_digits_is_no_nhs_number),
		cmocka_unit_test(a_upn_goes_by_its_check_letter),
		cmocka_unit_test(a_upn_with_a_wrong_letter_is_read_all_the_same),
		cmocka_unit_test(numbers_check_as_their_vectors_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
