/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/mem.h"
#include "base/span.h"
#include "tools/fuzz.h"

/* Any text as a time, a date, a span. */

static void hold(bool it_holds)
{
	if (!it_holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	char *text = mem_new(length + 1, 1), written[64];
	int64_t at_us, again_us;
	struct span span;
	struct err err;
	int32_t day;

	memcpy(text, data, length);
	if (time_parse(text, &at_us)) {
		time_format(at_us, written);
		hold(time_parse(written, &again_us) && again_us == at_us);
	}
	if (date_parse(text, &day))
		hold(date_to_day(date_from_day(day)) == day);
	if (span_parse(text, &span, &err))
		hold(span.n >= 0);
	else
		hold(err.kind == ERR_INPUT && err.text[0]);
	mem_free(text);
	return 0;
}

#ifndef FUZZING
static void changed_times_dates_and_spans_are_read_or_refused(void **state)
{
	(void)state;
	fuzz_replay(LLVMFuzzerTestOneInput, "time", 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed_times_dates_and_spans_are_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
