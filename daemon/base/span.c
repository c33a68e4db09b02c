/* SPDX-License-Identifier: Apache-2.0 */
#include "base/span.h"

#include <string.h>

#include "base/clock.h"

enum {
	MAX_DIGITS = 6,
	MAX_MONTHS = 200 * 12, /* the zone's table knows 300 years */
};
#define MAX_EXACT_US (INT64_C(200) * 366 * USEC_PER_DAY)

/* A unit as the config writes it, with or without the s. */
struct unit {
	const char *word;
	enum span_unit unit;
	int64_t n; /* of one: microseconds, months, working days */
};

static const struct unit units[] = {
	{ "minute", SPAN_EXACT, USEC_PER_HOUR / 60 },
	{ "hour", SPAN_EXACT, USEC_PER_HOUR },
	{ "day", SPAN_EXACT, USEC_PER_DAY },
	{ "week", SPAN_EXACT, 7 * USEC_PER_DAY },
	{ "month", SPAN_MONTHS, 1 },
	{ "year", SPAN_MONTHS, 12 },
	{ "working day", SPAN_WORKING_DAYS, 1 },
};

static const struct unit *find_unit(const char *word)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t n = strlen(units[i].word);

		if (strncmp(word, units[i].word, n) == 0 &&
		    (word[n] == '\0' || strcmp(word + n, "s") == 0))
			return &units[i];
	}
	return NULL;
}

static bool bad_span(struct err *err)
{
	return err_set(err, ERR_INPUT,
		       "not a span of time; write a whole number and a unit, such "
		       "as \"24 hours\", \"90 days\", \"6 weeks\", \"12 months\", "
		       "\"1 working day\", or \"ever\"");
}

bool span_parse(const char *text, struct span *ret, struct err *err)
{
	const char *at = text;
	const struct unit *unit;
	struct span span;
	int64_t n = 0;

	if (strcmp(text, "ever") == 0) {
		*ret = (struct span){ .unit = SPAN_EVER };
		return true;
	}
	for (; *at >= '0' && *at <= '9' && at - text < MAX_DIGITS; at++)
		n = n * 10 + (*at - '0');
	if (at == text || *at != ' ')
		return bad_span(err);
	at += strspn(at, " ");
	unit = find_unit(at);
	if (unit == NULL)
		return bad_span(err);
	span = (struct span){ unit->unit, n * unit->n };
	if (span.n > (unit->unit == SPAN_EXACT ? MAX_EXACT_US : (int64_t)MAX_MONTHS))
		return err_set(err, ERR_INPUT, "longer than 200 years; write \"ever\"");
	*ret = span;
	return true;
}

/* The same local time, `months` later (or earlier), on the last day where the month is shorter. */
static int64_t add_months(const struct zone *zone, int64_t at_us, int64_t months)
{
	int32_t day = zone_local_day(zone, at_us);
	int64_t in_day_us = zone_local_us(zone, at_us) - day * USEC_PER_DAY;
	struct date date = date_from_day(day);
	int month = date.year * 12 + (date.month - 1) + (int)months;
	int last;

	if (month < 12)
		return INT64_MIN;
	date.year = month / 12;
	date.month = month % 12 + 1;
	last = date_month_days(date.year, date.month);
	if (date.day > last)
		date.day = last;
	return zone_instant_us(zone, date_to_day(date) * USEC_PER_DAY + in_day_us);
}

int64_t span_before(const struct zone *zone, int64_t at_us, struct span span)
{
	if (span.unit == SPAN_EVER)
		return INT64_MIN;
	if (span.unit == SPAN_MONTHS)
		return add_months(zone, at_us, -span.n);
	return at_us - span.n;
}

bool span_surely_reaches(struct span span, int64_t span_us)
{
	/* No month is shorter than 28 days, nor a zone's clock moved by more than a day. */
	if (span.unit == SPAN_MONTHS)
		return span_us <= (span.n * 28 - 1) * USEC_PER_DAY;
	return span.unit == SPAN_EVER || span_us <= span.n;
}

int64_t span_after(const struct zone *zone, int64_t at_us, struct span span)
{
	if (span.unit == SPAN_EVER)
		return INT64_MAX;
	if (span.unit == SPAN_MONTHS)
		return add_months(zone, at_us, span.n);
	return at_us + span.n;
}

int64_t span_end(const struct zone *zone, const struct working *working, int64_t at_us,
		 struct span span)
{
	if (span.unit == SPAN_WORKING_DAYS)
		return working_close_after(working, zone, at_us, span.n);
	return span_after(zone, at_us, span);
}
