/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_WORKING_H
#define CONCERND_BASE_WORKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"

/* Working days and office hours: which days an office works, from when to when by the local clock,
 * and what is due when by that. */

enum weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

struct working {
	int64_t open_us, close_us; /* local time of day; 0 <= open < close <= 24 hours */
	unsigned days;             /* bit i is enum weekday i; one or more */
	const int32_t *holidays;   /* day numbers, rising; not worked whatever the weekday */
	size_t n_holidays;
};

/* The weekday of a day number. */
enum weekday date_weekday(int32_t day);

/* True if the office works on that day. */
bool working_day(const struct working *working, int32_t day);

/* The close of office hours on the nth working day (1 or more) after the local date of at_us. The
 * time of day of at_us does not matter (SPEC section 3). */
int64_t working_close_after(const struct working *working, const struct zone *zone, int64_t at_us,
			    int64_t n);

/* When span_us (more than 0) of office hours have passed since at_us. Office hours are counted as
 * the wall clock shows them. */
int64_t working_hours_after(const struct working *working, const struct zone *zone, int64_t at_us,
			    int64_t span_us);

#endif
