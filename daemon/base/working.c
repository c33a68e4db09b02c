/* SPDX-License-Identifier: Apache-2.0 */
#include "base/working.h"

#include "base/clock.h"

/* Days are walked one by one: spans in working days are short, and holidays come in runs of a few.
 * An office that works on no weekday would be walked for ever: config/ refuses it. */

enum weekday date_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	return (enum weekday)(((day % 7) + 7 + THURSDAY) % 7);
}

static bool is_holiday(const struct working *working, int32_t day)
{
	size_t low = 0, high = working->n_holidays;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (working->holidays[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low < working->n_holidays && working->holidays[low] == day;
}

bool working_day(const struct working *working, int32_t day)
{
	return (working->days >> date_weekday(day) & 1) != 0 && !is_holiday(working, day);
}

static int32_t next_working_day(const struct working *working, int32_t day)
{
	do
		day++;
	while (!working_day(working, day));
	return day;
}

int64_t working_close_after(const struct working *working, const struct zone *zone, int64_t at_us,
			    int64_t n)
{
	int32_t day = zone_local_day(zone, at_us);

	for (; n > 0; n--)
		day = next_working_day(working, day);
	return zone_instant_us(zone, day * USEC_PER_DAY + working->close_us);
}

int64_t working_hours_after(const struct working *working, const struct zone *zone, int64_t at_us,
			    int64_t span_us)
{
	int32_t day = zone_local_day(zone, at_us);
	int64_t from_us = zone_local_us(zone, at_us) - day * USEC_PER_DAY;

	for (;; day++, from_us = 0) {
		if (!working_day(working, day))
			continue;
		if (from_us < working->open_us)
			from_us = working->open_us;
		if (working->close_us - from_us >= span_us)
			return zone_instant_us(zone, day * USEC_PER_DAY + from_us + span_us);
		if (working->close_us > from_us)
			span_us -= working->close_us - from_us;
	}
}
