/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/mem.h"
#include "net/event.h"

/* JSON by our limits: what is none is refused, whatever it is, without a word of it repeated. */

static json_t *load(const char *text, size_t length)
{
	const char *detail = NULL;
	json_t *json = event_json_load(text, length, &detail);

	assert_true(json || (detail && *detail));
	return json;
}

static void assert_refused(const char *text, size_t length)
{
	json_t *json = load(text, length);

	if (json)
		fail_msg("accepted: %.60s", text);
}

#define REFUSE(text) assert_refused(text, sizeof(text) - 1)

static void what_is_no_json_is_refused(void **state)
{
	(void)state;
	REFUSE("");
	REFUSE(" ");
	REFUSE("7");
	REFUSE("\"text\"");
	REFUSE("null");
	REFUSE("{\"a\":1} x");
	REFUSE("{\"a\":1}{\"b\":2}");
	REFUSE("{\"a\":1,}");
	REFUSE("{\"a\":1,\"a\":2}");
	REFUSE("{\"a\":1,\"\\u0061\":2}");
	REFUSE("[1");
	REFUSE("]");
	REFUSE("[\"\xC3\"]");
	REFUSE("[\"\xC0\x80\"]");
	REFUSE("[\"\xED\xA0\x80\"]");
	REFUSE("[\"\\uD800\"]");
	REFUSE("[\"a\0b\"]");
	REFUSE("[\"a\\u0000b\"]");
	REFUSE("{\"a\":1}\0");
	REFUSE("\xEF\xBB\xBF{}");
	REFUSE("[NaN]");
	REFUSE("[01]");
	REFUSE("[1e999]");
	REFUSE("['a']");
	REFUSE("[\"a\nb\"]");
}

static void json_is_taken_whole(void **state)
{
	static const char text[] = " {\"a\":[1,2.5,\"\\\"[\"]}\r\n";
	json_t *json = load(text, sizeof(text) - 1);

	(void)state;
	assert_non_null(json);
	assert_int_equal(json_array_size(json_object_get(json, "a")), 3);
	json_decref(json);
}

static char *nested(size_t depth)
{
	char *text = mem_new(2 * depth + 1, 1);

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	return text;
}

static void thirty_two_levels_are_taken_and_no_more(void **state)
{
	char *fits = nested(32), *deep = nested(33), *bomb = nested(1000000);
	json_t *json = load(fits, 64);

	(void)state;
	assert_non_null(json);
	json_decref(json);
	assert_refused(deep, 66);
	assert_refused(bomb, 2000000);
	assert_refused(bomb, 1000000);
	mem_free(fits);
	mem_free(deep);
	mem_free(bomb);
}

static void brackets_in_texts_are_no_levels(void **state)
{
	char text[200] = "[\"\\\\\\\"";
	json_t *json;

	(void)state;
	memset(text + 6, '[', 100);
	memcpy(text + 106, "\"]", 3);
	json = load(text, 108);
	assert_non_null(json);
	json_decref(json);
}

static void a_million_values_are_refused_before_they_take_memory(void **state)
{
	size_t length = 2000001;
	char *text = mem_new(length + 1, 1);

	(void)state;
	for (size_t i = 0; i < length; i++)
		text[i] = i % 2 ? '0' : ',';
	text[0] = '[';
	text[length - 1] = ']';
	assert_refused(text, length);
	mem_free(text);
}

/* The JSON parsing test suite, which stands outside of the project. */
static void the_test_suite_gives_no_crash_and_no_wrong_acceptance(void **state)
{
	const char *folder = "../shared/data/json-test-suite/test_parsing";
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;
	size_t n = 0;

	(void)state;
	if (!dir)
		skip();
	while ((name = g_dir_read_name(dir))) {
		char *path = g_build_filename(folder, name, NULL), *text;
		gsize length;
		json_t *json;

		assert_true(g_file_get_contents(path, &text, &length, NULL));
		json = load(text, length);
		if (json && name[0] == 'n')
			fail_msg("accepted %s", name);
		if (json) {
			struct arena arena;
			struct event event;

			arena_init(&arena);
			event_read(json, &arena, &event);
			assert_true(event.errors.n > 0);
			arena_done(&arena);
		}
		json_decref(json);
		g_free(text);
		g_free(path);
		n++;
	}
	g_dir_close(dir);
	assert_true(n > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(json_is_taken_whole),
		cmocka_unit_test(thirty_two_levels_are_taken_and_no_more),
		cmocka_unit_test(brackets_in_texts_are_no_levels),
		cmocka_unit_test(a_million_values_are_refused_before_they_take_memory),
		cmocka_unit_test(the_test_suite_gives_no_crash_and_no_wrong_acceptance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
