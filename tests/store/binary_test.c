/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../tools/database.h"
#include "base/clock.h"
#include "base/embedded.h"
#include "store/params.h"
#include "store/rows.h"

/* Values go to a real server and come back as they were. */

static const struct embedded statements[] = {
	{ "echo", "select $1::bigint, $2::integer, $3::boolean, $4::text, $5::timestamptz, "
		  "$6::date, $7::bytea, $8::text, $9::text" },
	{ "echo_arrays", "select $1::bigint[], $2::integer[], array_remove($3::text[], null), "
			 "cardinality($3::text[]), array_position($3::text[], null)" },
	{ "echo_rows", "select t.a, t.b, t.c, t.d, t.e from unnest($1::boolean[], "
		       "$2::timestamptz[], $3::date[], $4::bytea[], $5::text[]) "
		       "with ordinality as t (a, b, c, d, e, n) order by t.n" },
	{ "double", "select 0.1::double precision" },
};

static const char awkward[] = "O'Brien \"\\{},NULL\tDún Laoghaire – 子ども";

static struct database database;

static void run(const char *statement, bool (*bind)(void *, struct params *),
		bool (*take)(void *, const struct rows *, struct err *))
{
	const struct step step = { statement, bind, take, 0 };
	const struct script script = { "echo", &step, 1, 10 * USEC_PER_SEC };
	struct err err;
	bool taken = false;

	if (!store_run_now(database.store, &script, &taken, &err))
		fail_msg("%s", err.text);
	assert_true(taken);
}

static bool bind_values(void *context, struct params *params)
{
	(void)context;
	params_int8(params, INT64_MIN);
	params_int4(params, INT32_MAX);
	params_bool(params, true);
	params_text(params, awkward);
	params_time(params, -1);
	params_date(params, -1);
	params_bytes(params, "\0\xff\n", 3);
	params_text(params, "");
	params_text(params, NULL);
	return true;
}

static bool take_values(void *context, const struct rows *rows, struct err *err)
{
	size_t n;

	(void)err;
	assert_int_equal(rows_count(rows), 1);
	assert_true(rows_int8(rows, 0, 0) == INT64_MIN);
	assert_int_equal(rows_int4(rows, 0, 1), INT32_MAX);
	assert_true(rows_bool(rows, 0, 2));
	assert_string_equal(rows_text(rows, 0, 3), awkward);
	assert_int_equal(rows_time(rows, 0, 4), -1);
	assert_int_equal(rows_date(rows, 0, 5), -1);
	assert_memory_equal(rows_bytes(rows, 0, 6, &n), "\0\xff\n", 3);
	assert_int_equal(n, 3);
	assert_string_equal(rows_text(rows, 0, 7), "");
	assert_null(rows_text(rows, 0, 8));
	assert_true(rows_is_null(rows, 0, 8));
	*(bool *)context = true;
	return true;
}

static void every_kind_of_value_comes_back_as_it_was(void **state)
{
	(void)state;
	run("echo", bind_values, take_values);
}

static bool bind_extremes(void *context, struct params *params)
{
	(void)context;
	for (int i = 0; i < 2; i++)
		params_null(params);
	params_null(params);
	params_null(params);
	params_time(params, INT64_MAX);
	params_date(params, -719162); /* 0001-01-01 */
	params_bytes(params, "", 0);
	params_null(params);
	params_null(params);
	return true;
}

static bool take_extremes(void *context, const struct rows *rows, struct err *err)
{
	size_t n;

	(void)err;
	assert_true(rows_is_null(rows, 0, 0));
	assert_true(rows_time(rows, 0, 4) == INT64_MAX);
	assert_int_equal(rows_date(rows, 0, 5), -719162);
	assert_non_null(rows_bytes(rows, 0, 6, &n));
	assert_int_equal(n, 0);
	*(bool *)context = true;
	return true;
}

static void the_ends_of_time_and_empty_values_come_back(void **state)
{
	(void)state;
	run("echo", bind_extremes, take_extremes);
}

static bool bind_arrays(void *context, struct params *params)
{
	(void)context;
	params_array(params, PARAM_INT8, 2);
	params_add_int8(params, INT64_MAX);
	params_add_int8(params, -7);
	params_array(params, PARAM_INT4, 3);
	for (int i = 0; i < 3; i++)
		params_add_int4(params, -i);
	params_array(params, PARAM_TEXT, 4);
	params_add_text(params, awkward);
	params_add_text(params, NULL);
	params_add_text(params, "");
	params_add_text(params, "NULL");
	return true;
}

static bool take_arrays(void *context, const struct rows *rows, struct err *err)
{
	size_t length;

	(void)err;
	assert_int_equal(rows_array_count(rows, 0, 0), 2);
	assert_true(rows_array_int8(rows, 0, 0, 0) == INT64_MAX);
	assert_int_equal(rows_array_int8(rows, 0, 0, 1), -7);
	assert_int_equal(rows_array_count(rows, 0, 1), 3);
	assert_int_equal(rows_array_int4(rows, 0, 1, 2), -2);
	assert_int_equal(rows_array_count(rows, 0, 2), 3);
	const char *text = rows_array_text(rows, 0, 2, 0, &length);

	assert_int_equal(length, strlen(awkward));
	assert_memory_equal(text, awkward, length);
	rows_array_text(rows, 0, 2, 1, &length);
	assert_int_equal(length, 0);
	assert_memory_equal(rows_array_text(rows, 0, 2, 2, &length), "NULL", 4);
	struct rows_texts texts = rows_array_texts(rows, 0, 2);

	assert_int_equal(texts.left, 3);
	assert_ptr_equal(rows_next_text(&texts, &length), text);
	assert_int_equal(length, strlen(awkward));
	rows_next_text(&texts, &length);
	assert_int_equal(length, 0);
	assert_memory_equal(rows_next_text(&texts, &length), "NULL", 4);
	assert_null(rows_next_text(&texts, &length));
	assert_int_equal(rows_int4(rows, 0, 3), 4);
	assert_int_equal(rows_int4(rows, 0, 4), 2);
	*(bool *)context = true;
	return true;
}

static void arrays_keep_quotes_blanks_and_nulls_apart(void **state)
{
	(void)state;
	run("echo_arrays", bind_arrays, take_arrays);
}

static bool bind_empty_arrays(void *context, struct params *params)
{
	(void)context;
	params_array(params, PARAM_INT8, 0);
	params_array(params, PARAM_INT4, 0);
	params_array(params, PARAM_TEXT, 0);
	return true;
}

static bool take_empty_arrays(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	for (int column = 0; column < 3; column++)
		assert_int_equal(rows_array_count(rows, 0, column), 0);
	*(bool *)context = true;
	return true;
}

static void an_empty_array_is_empty(void **state)
{
	(void)state;
	run("echo_arrays", bind_empty_arrays, take_empty_arrays);
}

enum { MANY = 20000 };

static bool bind_rows(void *context, struct params *params)
{
	(void)context;
	params_array(params, PARAM_BOOL, MANY);
	for (int i = 0; i < MANY; i++)
		params_add_bool(params, i % 2 == 0);
	params_array(params, PARAM_TIME, MANY);
	for (int i = 0; i < MANY; i++)
		params_add_time(params, i * INT64_C(1000003));
	params_array(params, PARAM_DATE, MANY);
	for (int i = 0; i < MANY; i++)
		params_add_date(params, i - MANY / 2);
	params_array(params, PARAM_BYTES, MANY);
	for (int i = 0; i < MANY; i++)
		params_add_bytes(params, &i, sizeof i);
	params_array(params, PARAM_TEXT, MANY);
	for (int i = 0; i < MANY; i++)
		params_add_text(params, awkward);
	return true;
}

static bool take_many(void *context, const struct rows *rows, struct err *err)
{
	size_t n;

	(void)err;
	assert_int_equal(rows_count(rows), MANY);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(rows_bool(rows, (size_t)i, 0), i % 2 == 0);
		assert_int_equal(rows_time(rows, (size_t)i, 1), i * INT64_C(1000003));
		assert_int_equal(rows_date(rows, (size_t)i, 2), i - MANY / 2);
		assert_memory_equal(rows_bytes(rows, (size_t)i, 3, &n), &i, sizeof i);
		assert_string_equal(rows_text(rows, (size_t)i, 4), awkward);
	}
	*(bool *)context = true;
	return true;
}

/* More than a socket's buffer in both directions at once. */
static void megabytes_go_and_come_in_one_statement(void **state)
{
	(void)state;
	run("echo_rows", bind_rows, take_many);
}

static bool take_double(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	assert_true(rows_double(rows, 0, 0) == 0.1);
	*(bool *)context = true;
	return true;
}

static void a_number_with_a_fraction_comes_back(void **state)
{
	(void)state;
	run("double", NULL, take_double);
}

static int open_database(void **state)
{
	(void)state;
	database_open(&database, &(struct database_options){ .connections = 1,
							     .more = statements,
							     .n_more = sizeof statements /
								       sizeof *statements });
	return 0;
}

static int close_database(void **state)
{
	(void)state;
	database_close(&database);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_comes_back_as_it_was),
		cmocka_unit_test(the_ends_of_time_and_empty_values_come_back),
		cmocka_unit_test(arrays_keep_quotes_blanks_and_nulls_apart),
		cmocka_unit_test(an_empty_array_is_empty),
		cmocka_unit_test(megabytes_go_and_come_in_one_statement),
		cmocka_unit_test(a_number_with_a_fraction_comes_back),
	};

	return cmocka_run_group_tests(tests, open_database, close_database);
}
