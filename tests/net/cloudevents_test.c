/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "net/cloudevents.h"

/* The three ways to send CloudEvents come to the same list; what cannot be read has its status. */

#define SINGLE "application/cloudevents+json"
#define BATCH  "application/cloudevents-batch+json"

static bool read_message(const char *type, const char *body,
			 const struct cloudevents_header *headers, size_t n_headers,
			 json_t **ret_events, bool *ret_is_batch, struct problem *problem)
{
	const struct cloudevents_message message = {
		.content_type = type,
		.headers = headers,
		.n_headers = n_headers,
		.body = body,
		.length = strlen(body),
	};

	return cloudevents_read(&message, ret_events, ret_is_batch, problem);
}

static void assert_read(const char *type, const char *body, size_t n, bool is_batch)
{
	struct problem problem;
	json_t *events;
	bool batch;

	if (!read_message(type, body, NULL, 0, &events, &batch, &problem))
		fail_msg("%s: %s", type, problem.detail);
	assert_int_equal(json_array_size(events), n);
	assert_int_equal(batch, is_batch);
	json_decref(events);
}

static void assert_problem(const char *type, const char *body, int status)
{
	struct problem problem;
	json_t *events;
	bool batch;

	assert_false(read_message(type, body, NULL, 0, &events, &batch, &problem));
	assert_int_equal(problem_status(problem.kind), status);
	assert_null(strstr(problem.detail, "CANARY"));
}

static void a_batch_is_told_from_a_single_event(void **state)
{
	(void)state;
	assert_read(SINGLE, "{\"id\":\"1\"}", 1, false);
	assert_read(SINGLE "; charset=utf-8", "{}", 1, false);
	assert_read("Application/CloudEvents+JSON", "{}", 1, false);
	assert_read(BATCH, "[{},{},7]", 3, true);
	assert_read(BATCH " ;charset=UTF-8", "[{}]", 1, true);
}

static void what_cannot_be_read_has_its_status(void **state)
{
	(void)state;
	assert_problem(BATCH, "[]", 400);
	assert_problem(BATCH, "{\"CANARY\":1}", 400);
	assert_problem(SINGLE, "{\"CANARY\":1", 400);
	assert_problem(SINGLE, "", 400);
	assert_problem("application/json", "{}", 415);
	assert_problem("application/cloudevents+avro", "{}", 415);
	assert_problem("application/cloudevents-batch+xml", "[]", 415);
	assert_problem("text/plain", "{}", 415);
	assert_problem(NULL, "{}", 415);
}

static void a_batch_has_a_greatest_size(void **state)
{
	static char body[3 * (CLOUDEVENTS_BATCH_MAX + 1) + 2] = "[";
	size_t n = 1;

	(void)state;
	for (int i = 0; i <= CLOUDEVENTS_BATCH_MAX; i++)
		n += (size_t)snprintf(body + n, sizeof(body) - n, "%s{}", i ? "," : "");
	snprintf(body + n, sizeof(body) - n, "]");
	assert_problem(BATCH, body, 413);
}

static void binary_mode_gives_the_same_event(void **state)
{
	const struct cloudevents_header headers[] = {
		{ "ce-specversion", "1.0" },
		{ "CE-Type", "concernd.contact.recorded.v1" },
		{ "ce-source", "urn:a%20%C3%A9%2520" },
		{ "ce-id", "\"quoted \\\"id\\\"\"" },
		{ "ce-history", "true" },
	};
	json_t *expected = json_pack("[{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:i}}]", "specversion",
				     "1.0", "type", "concernd.contact.recorded.v1", "source",
				     "urn:a \xC3\xA9%20", "id", "quoted \"id\"", "history", "true",
				     "datacontenttype", "application/json", "data", "a", 1);
	struct problem problem;
	json_t *events;
	bool batch;

	(void)state;
	assert_true(read_message("application/json", "{\"a\":1}", headers, 5, &events, &batch,
				 &problem));
	assert_false(batch);
	assert_true(json_equal(events, expected));
	json_decref(events);
	json_decref(expected);
}

static void odd_headers_of_binary_mode_are_refused(void **state)
{
	static const struct cloudevents_header odd[][2] = {
		{ { "ce-id", "%FF" }, { "ce-a", "x" } },
		{ { "ce-id", "%" }, { "ce-a", "x" } },
		{ { "ce-id", "%4" }, { "ce-a", "x" } },
		{ { "ce-id", "a%00b" }, { "ce-a", "x" } },
		{ { "ce-id", "%zz" }, { "ce-a", "x" } },
		{ { "ce-id", "\"open" }, { "ce-a", "x" } },
		{ { "ce-id", "\xFF" }, { "ce-a", "x" } },
		{ { "ce-id", "1" }, { "CE-ID", "2" } },
		{ { "ce-id", "1" }, { "ce-data", "x" } },
		{ { "ce-id", "%ED%A0%80" }, { "ce-a", "" } },
		{ { "ce-id", "\"a\"b" }, { "ce-a", "x" } },
	};
	struct problem problem;
	json_t *events;
	bool batch;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_false(read_message("application/json", "{}", odd[i], 2, &events, &batch,
					  &problem));
		assert_int_equal(problem_status(problem.kind), 400);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_is_told_from_a_single_event),
		cmocka_unit_test(what_cannot_be_read_has_its_status),
		cmocka_unit_test(a_batch_has_a_greatest_size),
		cmocka_unit_test(binary_mode_gives_the_same_event),
		cmocka_unit_test(odd_headers_of_binary_mode_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
