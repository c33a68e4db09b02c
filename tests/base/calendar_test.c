/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>
#include <cmocka.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/span.h"

static struct zone *london;

static int open_zone(void **state)
{
	(void)state;
	london = zone_new("Europe/London", NULL);
	return london == NULL;
}

static int close_zone(void **state)
{
	(void)state;
	zone_free(london);
	return 0;
}

static int64_t at(const char *text)
{
	int64_t at_us = 0;

	assert_true(time_parse(text, &at_us));
	return at_us;
}

static void expect_time(int64_t at_us, const char *text)
{
	char out[32];

	assert_string_equal(time_format(at_us, out), text);
}

static int32_t day(const char *text)
{
	int32_t found = 0;

	assert_true(date_parse(text, &found));
	return found;
}

static void every_day_has_one_date_and_back(void **state)
{
	int32_t last = day("9999-12-31");

	(void)state;
	assert_int_equal(day("1970-01-01"), 0);
	assert_int_equal(day("2000-03-01"), 11017);
	for (int32_t i = day("0001-01-01"); i <= last; i++) {
		struct date date = date_from_day(i);

		if (!date_is_valid(date) || date_to_day(date) != i)
			fail_msg("day %d", (int)i);
	}
}

static void dates_that_do_not_exist_are_refused(void **state)
{
	static const char *const texts[] = {
		"2026-02-29",  "1900-02-29",  "2026-13-01", "2026-00-10",
		"2026-01-32",  "0000-01-01",  "2026-1-01",  "26-01-01",
		"2026-01-01 ", " 2026-01-01", "",           "2026-01-0x",
	};
	int32_t untouched = 7;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(date_parse(texts[i], &untouched));
	assert_int_equal(untouched, 7);
	assert_true(date_parse("2000-02-29", &untouched));
}

static void a_birthday_on_a_leap_day_is_on_the_first_of_march(void **state)
{
	(void)state;
	assert_int_equal(date_whole_years(day("2024-02-29"), day("2025-02-28")), 0);
	assert_int_equal(date_whole_years(day("2024-02-29"), day("2025-03-01")), 1);
	assert_int_equal(date_whole_years(day("2024-02-29"), day("2028-02-29")), 4);
	assert_int_equal(date_whole_years(day("2020-06-15"), day("2021-06-14")), 0);
	assert_int_equal(date_whole_years(day("2020-06-15"), day("2021-06-15")), 1);
	assert_int_equal(date_whole_years(day("2020-06-15"), day("2020-06-14")), -1);
}

static void times_are_read_in_every_form_of_rfc_3339(void **state)
{
	static const struct {
		const char *text, *utc;
	} rows[] = {
		{ "2026-11-03T18:10:00Z", "2026-11-03T18:10:00Z" },
		{ "2026-11-03t18:10:00z", "2026-11-03T18:10:00Z" },
		{ "2026-11-03 18:10:00+00:00", "2026-11-03T18:10:00Z" },
		{ "2026-07-01T00:30:00+01:00", "2026-06-30T23:30:00Z" },
		{ "2026-12-31T23:30:00.25-05:30", "2027-01-01T05:00:00.25Z" },
		{ "2026-11-03T18:10:00.1234569Z", "2026-11-03T18:10:00.123456Z" },
		{ "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
		{ "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_time(at(rows[i].text), rows[i].utc);
}

static void times_without_a_zone_or_with_nonsense_are_refused(void **state)
{
	static const char *const texts[] = {
		"2026-11-03T18:10:00",       "2026-11-03T18:10Z",
		"2026-11-03T24:00:00Z",      "2026-11-03",
		"2026-11-03T18:60:00Z",      "2026-11-03T18:10:61Z",
		"2026-11-03T18:10:00+1:00",  "2026-11-03T18:10:00.Z",
		"2026-11-03T18:10:00Zx",     "2026-02-30T18:10:00Z",
		"2026-11-03T18:10:00+24:00", "",
		"9999-12-31T23:59:60Z",      "0001-01-01T00:00:00+00:01",
	};
	int64_t untouched = 7;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(time_parse(texts[i], &untouched));
	assert_int_equal(untouched, 7);
}

static int64_t wall(const char *text)
{
	return zone_instant_us(london, at(text)); /* a "Z" time stands for what the wall shows */
}

static void a_local_time_that_the_clock_skips_moves_on_by_the_gap(void **state)
{
	(void)state;
	expect_time(wall("2026-03-29T00:59:59Z"), "2026-03-29T00:59:59Z");
	expect_time(wall("2026-03-29T01:00:00Z"), "2026-03-29T01:00:00Z");
	expect_time(wall("2026-03-29T01:30:00Z"), "2026-03-29T01:30:00Z");
	expect_time(wall("2026-03-29T02:00:00Z"), "2026-03-29T01:00:00Z");
	expect_time(zone_local_us(london, wall("2026-03-29T01:30:00Z")), "2026-03-29T02:30:00Z");
}

static void a_local_time_that_the_clock_shows_twice_is_the_first(void **state)
{
	(void)state;
	expect_time(wall("2026-10-25T00:59:59Z"), "2026-10-24T23:59:59Z");
	expect_time(wall("2026-10-25T01:00:00Z"), "2026-10-25T00:00:00Z");
	expect_time(wall("2026-10-25T01:59:59Z"), "2026-10-25T00:59:59Z");
	expect_time(wall("2026-10-25T02:00:00Z"), "2026-10-25T02:00:00Z");
}

static void summer_time_is_known_for_the_next_century_too(void **state)
{
	(void)state;
	expect_time(wall("2099-07-01T12:00:00Z"), "2099-07-01T11:00:00Z");
	expect_time(wall("2099-12-01T12:00:00Z"), "2099-12-01T12:00:00Z");
	expect_time(wall("1943-07-01T12:00:00Z"), "1943-07-01T10:00:00Z"); /* double summer time */
}

static void the_local_date_turns_at_local_midnight(void **state)
{
	(void)state;
	assert_int_equal(zone_local_day(london, at("2026-06-30T22:59:59Z")), day("2026-06-30"));
	assert_int_equal(zone_local_day(london, at("2026-06-30T23:00:00Z")), day("2026-07-01"));
	assert_int_equal(zone_local_day(london, at("1969-12-31T22:59:59Z")), -1);
}

static void a_zone_that_nobody_knows_is_an_error(void **state)
{
	struct err err = { ERR_NONE, "" };

	(void)state;
	assert_null(zone_new("Europe/Londn", &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

static struct span span(const char *text)
{
	struct span found = { SPAN_EVER, 0 };

	assert_true(span_parse(text, &found, NULL));
	return found;
}

static void months_are_clamped_and_keep_the_local_time(void **state)
{
	static const struct {
		const char *at, *span, *before, *after;
	} rows[] = {
		{ "2026-03-31T10:00:00Z", "1 month", "2026-02-28T11:00:00Z",
		  "2026-04-30T10:00:00Z" },
		{ "2024-03-31T11:00:00Z", "1 month", "2024-02-29T12:00:00Z",
		  "2024-04-30T11:00:00Z" },
		{ "2024-02-29T12:00:00Z", "1 year", "2023-02-28T12:00:00Z",
		  "2025-02-28T12:00:00Z" },
		{ "2026-01-15T12:00:00Z", "12 months", "2025-01-15T12:00:00Z",
		  "2027-01-15T12:00:00Z" },
		{ "2026-12-31T23:30:00Z", "2 months", "2026-10-31T23:30:00Z",
		  "2027-02-28T23:30:00Z" },
		{ "2026-04-29T00:30:00Z", "1 month", "2026-03-29T01:30:00Z",
		  "2026-05-29T00:30:00Z" }, /* 01:30 on the night it is skipped */
		{ "2026-11-25T01:30:00Z", "1 month", "2026-10-25T00:30:00Z",
		  "2026-12-25T01:30:00Z" }, /* 01:30 on the night it comes twice */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		expect_time(span_before(london, at(rows[i].at), span(rows[i].span)),
			    rows[i].before);
		expect_time(span_after(london, at(rows[i].at), span(rows[i].span)), rows[i].after);
	}
}

static void days_and_weeks_are_exact_over_a_change_of_the_clock(void **state)
{
	(void)state;
	expect_time(span_before(london, at("2026-03-29T12:00:00Z"), span("1 day")),
		    "2026-03-28T12:00:00Z");
	expect_time(span_after(london, at("2026-10-24T12:00:00Z"), span("2 weeks")),
		    "2026-11-07T12:00:00Z");
	expect_time(span_before(london, at("2026-01-01T00:00:00Z"), span("90 minutes")),
		    "2025-12-31T22:30:00Z");
}

static void ever_has_no_beginning_and_no_end(void **state)
{
	(void)state;
	assert_true(span_before(london, 0, span("ever")) == INT64_MIN);
	assert_true(span_after(london, 0, span("ever")) == INT64_MAX);
}

/* At every third hour of two years, and just at the edge. */
static void a_span_surely_reaches_only_what_it_reaches(void **state)
{
	static const char *const spans[] = { "1 month", "2 months", "12 months", "30 years",
					     "90 days", "6 weeks",  "5 hours",   "ever" };
	const int64_t step_us = INT64_C(3) * 3600 * USEC_PER_SEC;
	int64_t end_us = at("2025-01-01T00:00:00Z");

	(void)state;
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		struct span one = span(spans[i]);
		int64_t most_us = one.unit == SPAN_MONTHS ? (one.n * 28 - 1) * USEC_PER_DAY
				  : one.unit == SPAN_EVER ? 100 * 365 * USEC_PER_DAY
							  : one.n;

		assert_true(span_surely_reaches(one, most_us));
		for (int64_t at_us = at("2023-01-01T00:00:00Z"); at_us < end_us; at_us += step_us)
			assert_true(span_before(london, at_us, one) <= at_us - most_us);
	}
	assert_false(span_surely_reaches(span("1 month"), 28 * USEC_PER_DAY));
	assert_false(span_surely_reaches(span("6 weeks"), 42 * USEC_PER_DAY + 1));
}

static void spans_that_do_not_parse_say_what_to_write(void **state)
{
	static const char *const texts[] = {
		"",         "24",           "hours",       "24 hour ago",
		"1.5 days", "-1 days",      "1 fortnight", "ever ",
		"24hours",  "1234567 days", "300 years",   "1 dayss"
	};
	struct span untouched = { SPAN_EXACT, 7 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct err err = { ERR_NONE, "" };

		assert_false(span_parse(texts[i], &untouched, &err));
		assert_int_equal(err.kind, ERR_INPUT);
	}
	assert_int_equal(untouched.n, 7);
	assert_int_equal(span("1 working day").unit, SPAN_WORKING_DAYS);
	assert_int_equal(span("3 working days").n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_has_one_date_and_back),
		cmocka_unit_test(dates_that_do_not_exist_are_refused),
		cmocka_unit_test(a_birthday_on_a_leap_day_is_on_the_first_of_march),
		cmocka_unit_test(times_are_read_in_every_form_of_rfc_3339),
		cmocka_unit_test(times_without_a_zone_or_with_nonsense_are_refused),
		cmocka_unit_test(a_local_time_that_the_clock_skips_moves_on_by_the_gap),
		cmocka_unit_test(a_local_time_that_the_clock_shows_twice_is_the_first),
		cmocka_unit_test(summer_time_is_known_for_the_next_century_too),
		cmocka_unit_test(the_local_date_turns_at_local_midnight),
		cmocka_unit_test(a_zone_that_nobody_knows_is_an_error),
		cmocka_unit_test(months_are_clamped_and_keep_the_local_time),
		cmocka_unit_test(days_and_weeks_are_exact_over_a_change_of_the_clock),
		cmocka_unit_test(ever_has_no_beginning_and_no_end),
		cmocka_unit_test(a_span_surely_reaches_only_what_it_reaches),
		cmocka_unit_test(spans_that_do_not_parse_say_what_to_write),
	};

	return cmocka_run_group_tests(tests, open_zone, close_zone);
}
