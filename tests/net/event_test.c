/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/mem.h"
#include "event_examples.h"
#include "net/event.h"

/* Events, read: each field, each error and warning by its pointer, and no value in any of them. */

static bool has_problem(const struct event_problems *problems, const char *pointer)
{
	for (size_t i = 0; i < problems->n; i++)
		if (strcmp(problems->list[i].pointer, pointer) == 0)
			return true;
	return false;
}

static void assert_no_canary(const struct event_problems *problems)
{
	for (size_t i = 0; i < problems->n; i++) {
		assert_null(strstr(problems->list[i].pointer, "CANARY"));
		assert_null(strstr(problems->list[i].detail, "CANARY"));
	}
}

static void assert_verdict(const char *what, const json_t *json, enum verdict verdict,
			   const char *pointer)
{
	struct arena arena;
	struct event event;
	bool holds;

	arena_init(&arena);
	event_read(json, &arena, &event);
	assert_no_canary(&event.errors);
	assert_no_canary(&event.warnings);
	if (verdict == REFUSED)
		holds = has_problem(&event.errors, pointer);
	else if (verdict == WARNED)
		holds = event.errors.n == 0 && event.warnings.n == 1 &&
			has_problem(&event.warnings, pointer);
	else
		holds = event.errors.n == 0 && event.warnings.n == 0;
	if (!holds)
		print_error("%s: %zu errors (%s), %zu warnings (%s)\n", what, event.errors.n,
			    event.errors.n ? event.errors.list[0].pointer : "", event.warnings.n,
			    event.warnings.n ? event.warnings.list[0].pointer : "");
	assert_true(holds);
	arena_done(&arena);
}

static void each_change_is_told_at_its_pointer_and_without_its_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		const struct example *example = &examples[i];
		json_t *json = example_build(example);
		char what[300];

		snprintf(what, sizeof(what), "%s = %.200s", example->at,
			 example->value ? example->value : "(nothing)");
		assert_verdict(what, json, example->verdict,
			       example->pointer ? example->pointer : example->at);
		json_decref(json);
	}
}

static void corrections_and_outcomes_name_their_contact(void **state)
{
	(void)state;
	for (size_t i = 0; i < WHOLE_EXAMPLES; i++) {
		json_t *json = json_loads(whole_examples[i].text, 0, NULL);

		assert_non_null(json);
		assert_verdict(whole_examples[i].text, json, whole_examples[i].verdict,
			       whole_examples[i].pointer);
		json_decref(json);
	}
}

static void assert_people(const struct event *event)
{
	const struct event_person *child = &event->children[0], *adult = &event->adults[0];

	assert_int_equal(event->n_children, 2);
	assert_string_equal(child->pointer, "/data/children/0");
	assert_string_equal(child->record, "r-1");
	assert_int_equal(child->n_identifiers, 2);
	assert_string_equal(child->identifiers[1].scheme, "upn");
	assert_string_equal(child->identifiers[1].value, "A1");
	assert_string_equal(child->family_name, "CANARY Sm\xC3\xADth");
	assert_string_equal(child->given_names, "CANARY Ada");
	assert_true(child->has_birth_date && !child->birth_expected);
	assert_int_equal(child->birth_day, date_to_day((struct date){ 2016, 2, 29 }));
	assert_int_equal(child->sex, SEX_FEMALE);
	assert_string_equal(child->postcode, "ZZ99 9ZZ");
	assert_string_equal(child->about, "sibling");
	assert_true(event->children[1].has_birth_date && event->children[1].birth_expected);
	assert_null(event->children[1].record);
	assert_int_equal(event->children[1].sex, SEX_UNKNOWN);
	assert_int_equal(event->n_adults, 1);
	assert_string_equal(adult->relation, "mother");
	assert_string_equal(adult->pointer, "/data/adults/0");
}

static void every_field_of_a_contact_is_read(void **state)
{
	json_t *json = json_loads(good_event, 0, NULL);
	struct arena arena;
	struct event event;
	int64_t occurred_us;

	(void)state;
	arena_init(&arena);
	event_read(json, &arena, &event);
	assert_true(time_parse("2026-11-03T18:10:00.25Z", &occurred_us));
	assert_int_equal(event.type, EVENT_CONTACT_RECORDED);
	assert_string_equal(event.source, "urn:example:police");
	assert_string_equal(event.id, "e-1");
	assert_true(event.has_time && event.has_recorded && !event.history);
	assert_int_equal(event.recorded_us - event.time_us, -59 * INT64_C(60000000));
	assert_people(&event);
	assert_true(event.has_occurred && !event.whole_day);
	assert_int_equal(event.occurred_us, occurred_us);
	assert_string_equal(event.category, "domestic-abuse");
	assert_int_equal(event.n_other_categories, 2);
	assert_string_equal(event.other_categories[1], "alcohol");
	assert_string_equal(event.grade, "amber");
	assert_string_equal(event.agency, "police");
	assert_string_equal(event.incident_ref, "CAD 1234");
	assert_string_equal(event.contact_source, "6");
	assert_int_equal(event.n_factors, 2);
	assert_string_equal(event.factors[0], "3A");
	assert_string_equal(event.outcome, "nfa");
	assert_string_equal(event.source_ref, "ref/1");
	assert_string_equal(event.summary, "CANARY summary");
	assert_string_equal(event.handling, "police-intelligence");
	arena_done(&arena);
	json_decref(json);
}

static void a_date_alone_is_a_whole_day(void **state)
{
	const struct example change = { "/data/occurred_at", "\"2026-11-03\"", GOOD, NULL };
	json_t *json = example_build(&change);
	struct arena arena;
	struct event event;

	(void)state;
	arena_init(&arena);
	event_read(json, &arena, &event);
	assert_true(event.has_occurred && event.whole_day);
	assert_int_equal(event.occurred_day, date_to_day((struct date){ 2026, 11, 3 }));
	arena_done(&arena);
	json_decref(json);
}

static void what_is_left_out_is_as_not_sent(void **state)
{
	const char *text =
		"{\"specversion\":\"1.0\",\"type\":\"concernd.contact.recorded.v1\","
		"\"source\":\"s\",\"id\":\"1\",\"history\":\"maybe\",\"data\":{"
		"\"children\":[{\"sex\":\"x\",\"birth_date\":\"x\",\"about\":1,"
		"\"record\":\"\",\"postcode\":null,\"identifiers\":[{\"scheme\":\"nhs\"},"
		"{\"scheme\":\"upn\",\"value\":\"A\"}]}],"
		"\"occurred_at\":\"2026-11-03\",\"category\":\"c\",\"grade\":1,"
		"\"summary\":\"a\\u0007b\",\"factors\":[1,\"2A\"]}}";
	json_t *json = json_loads(text, 0, NULL);
	struct arena arena;
	struct event event;

	(void)state;
	arena_init(&arena);
	event_read(json, &arena, &event);
	assert_int_equal(event.errors.n, 0);
	assert_int_equal(event.warnings.n, 8);
	assert_false(event.history);
	assert_false(event.children[0].has_birth_date);
	assert_null(event.children[0].about);
	assert_null(event.children[0].record);
	assert_null(event.children[0].postcode);
	assert_int_equal(event.children[0].n_identifiers, 1);
	assert_string_equal(event.children[0].identifiers[0].scheme, "upn");
	assert_null(event.grade);
	assert_null(event.summary);
	assert_int_equal(event.n_factors, 1);
	assert_string_equal(event.factors[0], "2A");
	arena_done(&arena);
	json_decref(json);
}

static void the_same_data_in_another_order_has_the_same_text(void **state)
{
	json_t *one = json_loads(
		"{\"id\":\"1\",\"data\":{\"b\":[1,{\"d\":2,\"c\":3}],\"a\":\"x\"}}", 0, NULL);
	json_t *two = json_loads("{ \"data\" : {\"a\":\"\\u0078\", \"b\":[1, {\"c\":3,\"d\":2}]},"
				 "\"id\":\"2\"}",
				 0, NULL);
	struct arena arena;
	struct event first, second;

	(void)state;
	arena_init(&arena);
	event_read(one, &arena, &first);
	event_read(two, &arena, &second);
	assert_string_equal(first.data_text, "{\"a\":\"x\",\"b\":[1,{\"c\":3,\"d\":2}]}");
	assert_string_equal(second.data_text, first.data_text);
	arena_done(&arena);
	json_decref(one);
	json_decref(two);
}

static void what_a_contact_says_of_itself_leaves_its_outcome_and_its_name_aside(void **state)
{
	json_t *plain = json_loads("{\"data\":{\"a\":1,\"b\":2}}", 0, NULL);
	json_t *amended = json_loads("{\"data\":{\"outcome\":\"nfa\",\"b\":2,\"contact\":{},"
				     "\"a\":1}}",
				     0, NULL);
	struct arena arena;
	struct event event;

	(void)state;
	arena_init(&arena);
	event_read(plain, &arena, &event);
	assert_string_equal(event.told_text, "{\"a\":1,\"b\":2}");
	event_read(amended, &arena, &event);
	assert_string_equal(event.told_text, "{\"a\":1,\"b\":2}");
	assert_non_null(strstr(event.data_text, "nfa"));
	arena_done(&arena);
	json_decref(plain);
	json_decref(amended);
}

static void a_flood_of_unknown_fields_is_told_fifty_times(void **state)
{
	json_t *json = json_loads(good_event, 0, NULL);
	json_t *data = json_object_get(json, "data");
	struct arena arena;
	struct event event;
	char key[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(key, sizeof(key), "f%d", i);
		json_object_set_new(data, key, json_true());
	}
	arena_init(&arena);
	event_read(json, &arena, &event);
	assert_int_equal(event.errors.n, 0);
	assert_int_equal(event.warnings.n, 50);
	arena_done(&arena);
	json_decref(json);
}

static void what_is_no_object_is_no_event(void **state)
{
	static const char *const texts[] = { "[]", "7", "null", "\"CANARY\"", "true" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_t *json = json_loads(texts[i], JSON_DECODE_ANY, NULL);

		assert_verdict(texts[i], json, REFUSED, "");
		json_decref(json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_is_told_at_its_pointer_and_without_its_value),
		cmocka_unit_test(corrections_and_outcomes_name_their_contact),
		cmocka_unit_test(every_field_of_a_contact_is_read),
		cmocka_unit_test(a_date_alone_is_a_whole_day),
		cmocka_unit_test(what_is_left_out_is_as_not_sent),
		cmocka_unit_test(the_same_data_in_another_order_has_the_same_text),
		cmocka_unit_test(
			what_a_contact_says_of_itself_leaves_its_outcome_and_its_name_aside),
		cmocka_unit_test(a_flood_of_unknown_fields_is_told_fifty_times),
		cmocka_unit_test(what_is_no_object_is_no_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
