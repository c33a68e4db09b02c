/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_SPAN_H
#define CONCERND_BASE_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/calendar.h"
#include "base/err.h"
#include "base/working.h"

/* Spans of time as the config writes them: "24 hours", "90 days", "6 weeks", "12 months", "ever". */

enum span_unit {
	SPAN_EXACT,        /* n microseconds; hours, days and weeks are exact, 24 h a day */
	SPAN_MONTHS,       /* n calendar months in a zone, clamped at a month's end; years are 12 */
	SPAN_WORKING_DAYS, /* n working days */
	SPAN_EVER,         /* no beginning, no end */
};

struct span {
	enum span_unit unit;
	int64_t n;
};

/* Parses the whole text; minutes, hours, days, weeks, months, years, working days, singular or
 * plural, and "ever". ERR_INPUT with what to write instead; *ret is then untouched. */
bool span_parse(const char *text, struct span *ret, struct err *err);

/* The instant a span (not in working days) before at_us; INT64_MIN for ever. */
int64_t span_before(const struct zone *zone, int64_t at_us, struct span span);

/* True if a span (not in working days) before any instant is surely no later than span_us before it:
 * quick, and false where months would have to be reckoned. */
bool span_surely_reaches(struct span span, int64_t span_us);

/* The instant a span (not in working days) after at_us; INT64_MAX for ever. */
int64_t span_after(const struct zone *zone, int64_t at_us, struct span span);

/* The instant at which any span from at_us ends: working days at the close of office hours on the
 * nth working day after the local date of at_us, others as span_after() says. */
int64_t span_end(const struct zone *zone, const struct working *working, int64_t at_us,
		 struct span span);

#endif
