/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/clocks.h"

#include "base/clock.h"

/* Hours and minutes count office hours alone, unless the level runs on the clock; working days end at
 * the close of the office either way. */
static int64_t span_later(const struct ruleset *ruleset, bool on_the_clock, struct span span,
			  int64_t from_us)
{
	const struct working *working = &ruleset->book.working;

	if (span.unit == SPAN_EXACT && span.n > 0 && !on_the_clock)
		return working_hours_after(working, ruleset->zone, from_us, span.n);
	return span_end(ruleset->zone, working, from_us, span);
}

int64_t clock_due_us(const struct ruleset *ruleset, enum level level, enum clock_kind kind,
		     int64_t from_us)
{
	const struct level_clocks *clocks = &ruleset->clocks[level];

	return span_later(ruleset, clocks->on_the_clock, clocks->by[kind], from_us);
}

int64_t clock_next_rung_us(const struct ruleset *ruleset, enum level level, bool is_last,
			   int64_t told_us)
{
	const struct level_clocks *clocks = &ruleset->clocks[level];
	const struct working *working = &ruleset->book.working;
	int64_t next_us = told_us + USEC_PER_DAY;

	if (!is_last)
		return span_later(ruleset, clocks->on_the_clock, clocks->rung_after, told_us);
	for (int days = 0; !clocks->on_the_clock && days < 366 &&
			   !working_day(working, zone_local_day(ruleset->zone, next_us));
	     days++)
		next_us += USEC_PER_DAY;
	return next_us;
}

int64_t clock_day_end_us(const struct ruleset *ruleset, int32_t day)
{
	return zone_instant_us(ruleset->zone, (day + 1) * USEC_PER_DAY);
}
