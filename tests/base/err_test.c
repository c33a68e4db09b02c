/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>
#include <cmocka.h>

#include "base/err.h"

static void an_error_has_its_kind_and_its_text(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_false(err_set(&err, ERR_RETRY, "the database is away; try again in %d s", 5));
	assert_int_equal(err.kind, ERR_RETRY);
	assert_string_equal(err.text, "the database is away; try again in 5 s");
}

static void whoever_does_not_want_to_know_passes_null(void **state)
{
	(void)state;
	assert_false(err_set(NULL, ERR_FATAL, "nobody hears"));
	assert_false(err_prefix(NULL, "here: "));
}

static void an_error_may_be_made_of_itself(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_INPUT, "a port is 1 to 65535");
	err_set(&err, ERR_FATAL, "concernd.conf: %s", err.text);
	assert_string_equal(err.text, "concernd.conf: a port is 1 to 65535");
	assert_int_equal(err.kind, ERR_FATAL);
}

static void a_prefix_tells_where_and_keeps_the_kind(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_INPUT, "no such zone");
	assert_false(err_prefix(&err, "%s:%d: ", "rules.conf", 3));
	assert_string_equal(err.text, "rules.conf:3: no such zone");
	assert_int_equal(err.kind, ERR_INPUT);
}

static void a_long_text_is_cut_and_still_ends(void **state)
{
	struct err err;
	char text[2 * sizeof err.text];

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	err_set(&err, ERR_INPUT, "%s", text);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	err_prefix(&err, "%s", text);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	err_set(&err, ERR_INPUT, "%s", text);
	err_prefix(&err, "here: ");
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_memory_equal(err.text, "here: xxx", 9);
}

static void every_kind_has_a_word(void **state)
{
	(void)state;
	assert_string_equal(err_kind_name(ERR_NONE), "none");
	assert_string_equal(err_kind_name(ERR_INPUT), "input");
	assert_string_equal(err_kind_name(ERR_RETRY), "retry");
	assert_string_equal(err_kind_name(ERR_FATAL), "fatal");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_has_its_kind_and_its_text),
		cmocka_unit_test(whoever_does_not_want_to_know_passes_null),
		cmocka_unit_test(an_error_may_be_made_of_itself),
		cmocka_unit_test(a_prefix_tells_where_and_keeps_the_kind),
		cmocka_unit_test(a_long_text_is_cut_and_still_ends),
		cmocka_unit_test(every_kind_has_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
