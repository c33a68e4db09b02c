/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/embedded.h"
#include "base/mem.h"
#include "event_examples.h"
#include "net/event.h"
#include "tools/web.h"

/*
 * The published schemas against the reader: what a schema accepts has no problem, and what has a
 * problem no schema accepts. A checker of the few keywords that the schemas use stands here, for
 * Debian's own is not in every test machine; a keyword that it does not know fails the test.
 */

extern const struct embedded net_schema[];
extern const size_t net_schema_n;

struct check {
	const json_t *root, *schema, *value;
};

static bool accepts(const json_t *root, const json_t *schema, const json_t *value);

static bool type_fits(const struct check *check, const json_t *wanted)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "object",   [JSON_ARRAY] = "array", [JSON_STRING] = "string",
		[JSON_INTEGER] = "integer", [JSON_REAL] = "number", [JSON_TRUE] = "boolean",
		[JSON_FALSE] = "boolean",   [JSON_NULL] = "null",
	};

	return strcmp(names[json_typeof(check->value)], json_string_value(wanted)) == 0;
}

static bool const_fits(const struct check *check, const json_t *wanted)
{
	return json_equal(check->value, wanted);
}

static bool enum_fits(const struct check *check, const json_t *wanted)
{
	size_t i;
	json_t *one;

	json_array_foreach(wanted, i, one)
		if (json_equal(one, check->value))
			return true;
	return false;
}

static bool max_length_fits(const struct check *check, const json_t *wanted)
{
	json_int_t n = 0;

	for (const char *p = json_string_value(check->value); p && *p; p++)
		n += ((unsigned char)*p & 0xC0) != 0x80;
	return n <= json_integer_value(wanted);
}

static bool text_fits(const char *pattern, const char *text)
{
	regex_t regex;
	bool fits;

	assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
	fits = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return fits;
}

static bool pattern_fits(const struct check *check, const json_t *wanted)
{
	const char *text = json_string_value(check->value);

	return !text || text_fits(json_string_value(wanted), text);
}

static bool required_fits(const struct check *check, const json_t *wanted)
{
	size_t i;
	json_t *name;

	json_array_foreach(wanted, i, name)
		if (json_is_object(check->value) &&
		    !json_object_get(check->value, json_string_value(name)))
			return false;
	return true;
}

static bool properties_fit(const struct check *check, const json_t *wanted)
{
	const char *name;
	json_t *schema;

	json_object_foreach((json_t *)wanted, name, schema) {
		const json_t *value = json_object_get(check->value, name);

		if (value && !accepts(check->root, schema, value))
			return false;
	}
	return true;
}

static bool additional_fits(const struct check *check, const json_t *wanted)
{
	const json_t *properties = json_object_get(check->schema, "properties");
	const char *name;
	json_t *value;

	assert_true(json_is_false(wanted));
	json_object_foreach((json_t *)check->value, name, value)
		if (!json_object_get(properties, name))
			return false;
	return true;
}

static bool names_fit(const struct check *check, const json_t *wanted)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)check->value, name, value)
		if (!text_fits(json_string_value(json_object_get(wanted, "pattern")), name))
			return false;
	return true;
}

static bool items_fit(const struct check *check, const json_t *wanted)
{
	size_t i;
	json_t *item;

	json_array_foreach(check->value, i, item)
		if (!accepts(check->root, wanted, item))
			return false;
	return true;
}

static bool max_items_fit(const struct check *check, const json_t *wanted)
{
	return (json_int_t)json_array_size(check->value) <= json_integer_value(wanted);
}

static bool min_items_fit(const struct check *check, const json_t *wanted)
{
	return !json_is_array(check->value) ||
	       (json_int_t)json_array_size(check->value) >= json_integer_value(wanted);
}

static bool any_fits(const struct check *check, const json_t *wanted)
{
	size_t i;
	json_t *schema;

	json_array_foreach(wanted, i, schema)
		if (accepts(check->root, schema, check->value))
			return true;
	return false;
}

static bool not_fits(const struct check *check, const json_t *wanted)
{
	return !accepts(check->root, wanted, check->value);
}

static bool ref_fits(const struct check *check, const json_t *wanted)
{
	const char *pointer = json_string_value(wanted);
	const json_t *schema;

	assert_int_equal(strncmp(pointer, "#/$defs/", 8), 0);
	schema = json_object_get(json_object_get(check->root, "$defs"), pointer + 8);
	assert_non_null(schema);
	return accepts(check->root, schema, check->value);
}

static bool anything_fits(const struct check *check, const json_t *wanted)
{
	(void)check, (void)wanted;
	return true;
}

static const struct {
	const char *name;
	bool (*fits)(const struct check *check, const json_t *wanted);
} keywords[] = {
	{ "type", type_fits },
	{ "const", const_fits },
	{ "enum", enum_fits },
	{ "maxLength", max_length_fits },
	{ "pattern", pattern_fits },
	{ "required", required_fits },
	{ "properties", properties_fit },
	{ "additionalProperties", additional_fits },
	{ "propertyNames", names_fit },
	{ "items", items_fit },
	{ "maxItems", max_items_fit },
	{ "minItems", min_items_fit },
	{ "anyOf", any_fits },
	{ "not", not_fits },
	{ "$ref", ref_fits },
	{ "$schema", anything_fits },
	{ "$id", anything_fits },
	{ "$defs", anything_fits },
	{ "title", anything_fits },
	{ "description", anything_fits },
	{ "format", anything_fits },
	{ "default", anything_fits },
};

static bool accepts(const json_t *root, const json_t *schema, const json_t *value)
{
	struct check check = { root, schema, value };
	const char *name;
	json_t *wanted;

	json_object_foreach((json_t *)schema, name, wanted) {
		size_t i = 0;

		while (i < sizeof(keywords) / sizeof(keywords[0]) &&
		       strcmp(keywords[i].name, name) != 0)
			i++;
		if (i == sizeof(keywords) / sizeof(keywords[0]))
			fail_msg("the schemas use %s, which is not checked here", name);
		if (!keywords[i].fits(&check, wanted))
			return false;
	}
	return true;
}

/* True if a published schema accepts it: each fixes its own type. */
static bool some_schema_accepts(const json_t *event)
{
	bool accepted = false;

	for (size_t i = 0; i < net_schema_n; i++) {
		json_t *schema = json_loads(net_schema[i].text, JSON_REJECT_DUPLICATES, NULL);

		assert_non_null(schema);
		accepted = accepted || accepts(schema, schema, event);
		json_decref(schema);
	}
	return accepted;
}

static void a_schema_accepts_exactly_what_the_reader_finds_no_fault_with(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		json_t *event = example_build(&examples[i]);

		if (some_schema_accepts(event) != (examples[i].verdict == GOOD))
			fail_msg("%s = %.100s", examples[i].at,
				 examples[i].value ? examples[i].value : "(nothing)");
		json_decref(event);
	}
	for (size_t i = 0; i < WHOLE_EXAMPLES; i++) {
		json_t *event = json_loads(whole_examples[i].text, 0, NULL);

		if (some_schema_accepts(event) != (whole_examples[i].verdict == GOOD))
			fail_msg("%s", whole_examples[i].text);
		json_decref(event);
	}
}

static void each_schema_is_of_the_type_that_its_name_says(void **state)
{
	(void)state;
	assert_true(net_schema_n >= 4);
	for (size_t i = 0; i < net_schema_n; i++) {
		json_t *schema = json_loads(net_schema[i].text, JSON_REJECT_DUPLICATES, NULL);
		const char *type = NULL;

		assert_int_equal(
			json_unpack(schema, "{s:{s:{s:s}}}", "properties", "type", "const", &type),
			0);
		assert_string_equal(type, net_schema[i].name);
		json_decref(schema);
	}
}

static void schemas_are_listed_and_served(void **state)
{
	const struct listener_options options = { .address = "127.0.0.1", .fd = -1 };
	struct web web = web_start(&options, NULL);
	const char *answer;

	(void)state;
	answer = web_ask(&web, "GET /schemas/ HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_non_null(strstr(answer, "\"/schemas/concernd.contact.recorded.v1\""));
	answer = web_ask(&web, "GET /schemas/concernd.contact.recorded.v1 HTTP/1.1\r\n"
			       "Host: x\r\n\r\n");
	assert_non_null(strstr(answer, "Content-Type: application/schema+json\r\n"));
	assert_string_equal(
		strstr(answer, "\r\n\r\n") + 4,
		embedded_find(net_schema, net_schema_n, "concernd.contact.recorded.v1"));
	assert_non_null(
		strstr(web_ask(&web, "GET /schemas/none HTTP/1.1\r\nHost: x\r\n\r\n"), " 404 "));
	web_stop(&web);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_schema_accepts_exactly_what_the_reader_finds_no_fault_with),
		cmocka_unit_test(each_schema_is_of_the_type_that_its_name_says),
		cmocka_unit_test(schemas_are_listed_and_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
