/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/cloudevents.h"
#include "tools/fuzz.h"

/* Any message: its first line is the media type, then headers as "name:value", an empty line, the
 * body. */

enum { HEADERS = 8 };

/* Cuts the next line off *rest; NULL when there is none. */
static char *next_line(char **rest)
{
	char *line = *rest, *end = line ? strchr(line, '\n') : NULL;

	if (end)
		*end = 0;
	*rest = end ? end + 1 : NULL;
	return end ? line : NULL;
}

static size_t read_headers(char **rest, struct cloudevents_header *headers)
{
	size_t n = 0;
	char *line;

	while ((line = next_line(rest)) && *line && n < HEADERS) {
		char *colon = strchr(line, ':');

		if (!colon || strncmp(line, "ce-", 3) != 0)
			continue;
		*colon = 0;
		headers[n++] = (struct cloudevents_header){ line, colon + 1 };
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	char *text = mem_new(length + 1, 1), *rest = text;
	struct cloudevents_header headers[HEADERS];
	struct cloudevents_message message = { .headers = headers };
	struct problem problem;
	json_t *events;
	bool is_batch;

	memcpy(text, data, length);
	message.content_type = next_line(&rest);
	message.n_headers = read_headers(&rest, headers);
	message.body = rest ? rest : "";
	message.length = rest ? length - (size_t)(rest - text) : 0;
	if (cloudevents_read(&message, &events, &is_batch, &problem)) {
		if (json_array_size(events) == 0 || (!is_batch && json_array_size(events) != 1))
			abort();
		json_decref(events);
	} else if (problem_status(problem.kind) < 400 || !problem.detail[0]) {
		abort();
	}
	mem_free(text);
	return 0;
}

#ifndef FUZZING
static void changed_messages_are_read_or_refused_with_a_reason(void **state)
{
	(void)state;
	fuzz_replay(LLVMFuzzerTestOneInput, "cloudevents", 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed_messages_are_read_or_refused_with_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
