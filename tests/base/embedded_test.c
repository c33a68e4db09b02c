/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/embedded.h"
#include "base/mem.h"
#include "tools/process.h"

extern const struct embedded sql_query[];
extern const size_t sql_query_n;

static void a_text_is_found_by_its_name(void **state)
{
	static const struct embedded list[] = { { "a", "1" }, { "a-b", "2" }, { "b", "3" } };

	(void)state;
	assert_string_equal(embedded_find(list, 3, "a"), "1");
	assert_string_equal(embedded_find(list, 3, "a-b"), "2");
	assert_string_equal(embedded_find(list, 3, "b"), "3");
	assert_null(embedded_find(list, 3, "c"));
	assert_null(embedded_find(list, 0, "a"));
}

static void every_statement_is_carried_whole_and_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sql_query_n; i++) {
		char path[256];

		if (i > 0)
			assert_true(strcmp(sql_query[i - 1].name, sql_query[i].name) < 0);
		snprintf(path, sizeof path, "sql/query/%s.sql", sql_query[i].name);
		char *text = process_output((const char *const[]){ "cat", path, NULL }, NULL);
		size_t length = strlen(text);

		assert_memory_equal(text, sql_query[i].text, length);
		assert_string_equal(sql_query[i].text + length, "\n");
		mem_free(text);
	}
	assert_null(sql_query[sql_query_n].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_found_by_its_name),
		cmocka_unit_test(every_statement_is_carried_whole_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
