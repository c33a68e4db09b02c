/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/span.h"
#include "base/working.h"
#include "config/ruleset.h"

/* Working days and office hours, by the bank holidays that are shipped. */

static struct ruleset *ruleset;
static const struct working *shipped;

static int read_shipped(void **state)
{
	struct findings findings;

	(void)state;
	findings_init(&findings);
	ruleset = ruleset_read_text("", "none", &findings);
	findings_done(&findings);
	shipped = ruleset != NULL ? &ruleset->book.working : NULL;
	return ruleset == NULL;
}

static int free_shipped(void **state)
{
	(void)state;
	ruleset_free(ruleset);
	return 0;
}

static int64_t at(const char *text)
{
	int64_t at_us = 0;

	assert_true(time_parse(text, &at_us));
	return at_us;
}

static int32_t day(const char *text)
{
	int32_t found = 0;

	assert_true(date_parse(text, &found));
	return found;
}

static void expect_time(int64_t at_us, const char *text)
{
	char out[32];

	assert_string_equal(time_format(at_us, out), text);
}

struct row {
	const char *at;
	int64_t n;
	const char *due;
};

static void expect_due(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct span span = { SPAN_WORKING_DAYS, rows[i].n };

		expect_time(span_end(ruleset->zone, shipped, at(rows[i].at), span), rows[i].due);
	}
}
#define EXPECT_DUE(rows) expect_due(rows, sizeof(rows) / sizeof *(rows))

static void weekdays_follow_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(date_weekday(day("1970-01-01")), THURSDAY);
	assert_int_equal(date_weekday(day("1969-12-31")), WEDNESDAY);
	assert_int_equal(date_weekday(day("2000-02-29")), TUESDAY);
	assert_int_equal(date_weekday(day("2026-11-23")), MONDAY);
	assert_int_equal(date_weekday(day("0001-01-07")), SUNDAY);
}

static void a_working_day_ends_at_the_close_of_the_next_one(void **state)
{
	static const struct row rows[] = {
		{ "2026-11-23T10:00:00Z", 1, "2026-11-24T17:00:00Z" },
		{ "2026-11-23T10:00:00Z", 3, "2026-11-26T17:00:00Z" },
		{ "2026-11-23T00:00:00Z", 1, "2026-11-24T17:00:00Z" },
		{ "2026-11-23T23:59:59.999999Z", 1, "2026-11-24T17:00:00Z" },
		{ "2026-11-20T16:00:00Z", 1, "2026-11-23T17:00:00Z" }, /* Friday */
		{ "2026-11-21T03:00:00Z", 1, "2026-11-23T17:00:00Z" }, /* Saturday */
		{ "2026-11-22T23:30:00Z", 1, "2026-11-23T17:00:00Z" }, /* Sunday */
		{ "2026-11-20T16:00:00Z", 5, "2026-11-27T17:00:00Z" },
		{ "2026-11-20T16:00:00Z", 6, "2026-11-30T17:00:00Z" },
	};

	(void)state;
	EXPECT_DUE(rows);
}

static void the_local_date_decides_in_summer(void **state)
{
	static const struct row rows[] = {
		{ "2026-06-15T22:59:59Z", 1, "2026-06-16T16:00:00Z" }, /* Monday 23:59 */
		{ "2026-06-15T23:00:00Z", 1, "2026-06-17T16:00:00Z" }, /* Tuesday 00:00 */
	};

	(void)state;
	EXPECT_DUE(rows);
}

static void the_close_of_office_hours_moves_with_the_clock(void **state)
{
	static const struct row rows[] = {
		{ "2026-03-27T12:00:00Z", 1, "2026-03-30T16:00:00Z" }, /* forward on 29 March */
		{ "2026-03-29T00:30:00Z", 1, "2026-03-30T16:00:00Z" },
		{ "2026-03-29T01:30:00Z", 1, "2026-03-30T16:00:00Z" },
		{ "2026-10-23T12:00:00Z", 1, "2026-10-26T17:00:00Z" }, /* back on 25 October */
		{ "2026-10-25T00:30:00Z", 1, "2026-10-26T17:00:00Z" },
		{ "2026-10-25T01:30:00Z", 1, "2026-10-26T17:00:00Z" },
	};

	(void)state;
	EXPECT_DUE(rows);
}

static void bank_holidays_are_not_worked(void **state)
{
	static const struct row rows[] = {
		/* Easter: Good Friday 3 April, Easter Monday 6 April 2026 */
		{ "2026-04-02T09:00:00Z", 1, "2026-04-07T16:00:00Z" },
		{ "2026-04-02T09:00:00Z", 2, "2026-04-08T16:00:00Z" },
		/* Christmas on a Friday: Boxing Day's substitute is Monday 28 December 2026 */
		{ "2026-12-24T12:00:00Z", 1, "2026-12-29T17:00:00Z" },
		/* on a Saturday: Monday 27 and Tuesday 28 December 2027 */
		{ "2027-12-24T12:00:00Z", 1, "2027-12-29T17:00:00Z" },
		/* on a Sunday: Monday 26 and Tuesday 27 December 2022 */
		{ "2022-12-23T12:00:00Z", 1, "2022-12-28T17:00:00Z" },
		/* New Year's Day on a Friday, and on a Saturday (Monday 3 January 2028) */
		{ "2026-12-31T18:00:00Z", 1, "2027-01-04T17:00:00Z" },
		{ "2027-12-31T18:00:00Z", 1, "2028-01-04T17:00:00Z" },
		/* 2022: two days in June for the jubilee */
		{ "2022-06-01T09:00:00Z", 1, "2022-06-06T16:00:00Z" },
	};

	(void)state;
	EXPECT_DUE(rows);
}

static void other_spans_end_as_they_always_did(void **state)
{
	struct span day_long = { SPAN_EXACT, USEC_PER_DAY }, month = { SPAN_MONTHS, 1 };

	(void)state;
	expect_time(span_end(ruleset->zone, shipped, at("2026-12-24T12:00:00Z"), day_long),
		    "2026-12-25T12:00:00Z");
	expect_time(span_end(ruleset->zone, shipped, at("2026-03-15T12:00:00Z"), month),
		    "2026-04-15T11:00:00Z");
}

static void hours_pass_only_while_the_office_is_open(void **state)
{
	static const struct {
		const char *at;
		int64_t hours;
		const char *due;
	} rows[] = {
		{ "2026-11-23T10:00:00Z", 4, "2026-11-23T14:00:00Z" },
		{ "2026-11-23T09:00:00Z", 8, "2026-11-23T17:00:00Z" },
		{ "2026-11-23T15:00:00Z", 4, "2026-11-24T11:00:00Z" },
		{ "2026-11-23T03:00:00Z", 1, "2026-11-23T10:00:00Z" },
		{ "2026-11-23T17:00:00Z", 1, "2026-11-24T10:00:00Z" },
		{ "2026-11-20T16:30:00Z", 1, "2026-11-23T09:30:00Z" },
		{ "2026-12-24T16:00:00Z", 16, "2026-12-30T16:00:00Z" },
		{ "2026-03-27T16:00:00Z", 2, "2026-03-30T09:00:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_time(working_hours_after(shipped, ruleset->zone, at(rows[i].at),
						rows[i].hours * USEC_PER_HOUR),
			    rows[i].due);
}

static void every_shipped_holiday_is_a_monday_to_friday(void **state)
{
	(void)state;
	assert_int_equal(shipped->n_holidays, 140);
	assert_int_equal(shipped->holidays[139], day("2028-12-26"));
	for (size_t i = 0; i < shipped->n_holidays; i++) {
		assert_true(date_weekday(shipped->holidays[i]) <= FRIDAY);
		assert_false(working_day(shipped, shipped->holidays[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weekdays_follow_the_calendar),
		cmocka_unit_test(a_working_day_ends_at_the_close_of_the_next_one),
		cmocka_unit_test(the_local_date_decides_in_summer),
		cmocka_unit_test(the_close_of_office_hours_moves_with_the_clock),
		cmocka_unit_test(bank_holidays_are_not_worked),
		cmocka_unit_test(other_spans_end_as_they_always_did),
		cmocka_unit_test(hours_pass_only_while_the_office_is_open),
		cmocka_unit_test(every_shipped_holiday_is_a_monday_to_friday),
	};

	return cmocka_run_group_tests(tests, read_shipped, free_shipped);
}
