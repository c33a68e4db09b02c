/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/event.h"
#include "tools/fuzz.h"

/* Any bytes as JSON, any JSON as an event. */

static void hold(bool it_holds)
{
	if (!it_holds)
		abort();
}

static void hold_problems(const struct event_problems *problems)
{
	hold(problems->n <= 50);
	for (size_t i = 0; i < problems->n; i++) {
		hold(problems->list[i].pointer[0] == 0 || problems->list[i].pointer[0] == '/');
		hold(problems->list[i].detail[0] != 0);
	}
}

static void hold_event(const struct event *event)
{
	hold_problems(&event->errors);
	hold_problems(&event->warnings);
	if (event->errors.n > 0)
		return;
	hold(event->type != EVENT_UNKNOWN && event->source && event->id);
	if (event->type == EVENT_CONTACT_RECORDED)
		hold(event->has_occurred && event->category &&
		     event->n_children + event->n_adults > 0);
}

/* The text that is hashed says all of the data, and says it once. */
static void hold_data_text(const json_t *json, const struct event *event)
{
	const json_t *data = json_object_get(json, "data");
	json_t *again;

	if (!json_is_object(data))
		return;
	again = json_loads(event->data_text, JSON_REJECT_DUPLICATES, NULL);
	hold(again && json_equal(again, data));
	json_decref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	const char *detail = NULL;
	json_t *json = event_json_load((const char *)data, length, &detail);
	struct arena arena;
	struct event event;

	hold(json || detail);
	if (!json)
		return 0;
	arena_init(&arena);
	event_read(json, &arena, &event);
	hold_event(&event);
	hold_data_text(json, &event);
	arena_done(&arena);
	json_decref(json);
	return 0;
}

#ifndef FUZZING
static void changed_events_never_break_the_reader(void **state)
{
	(void)state;
	fuzz_replay(LLVMFuzzerTestOneInput, "event", 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed_events_never_break_the_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
