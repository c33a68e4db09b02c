/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_CALENDAR_H
#define CONCERND_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Dates and local time, without touching the process's TZ. A day is a number: days since
 * 1970-01-01 in the proleptic Gregorian calendar. Instants are microseconds since 1970-01-01T00Z;
 * `local_us` is what a clock on the wall shows, counted as if it were UTC.
 */

struct date {
	int year;  /* 1 to 9999 */
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

/* True if the date exists (years 1 to 9999). */
bool date_is_valid(struct date date);

/* Day number of a valid date, and back. */
int32_t date_to_day(struct date date);
struct date date_from_day(int32_t day);

/* Days in a month of a year: 28 to 31. */
int date_month_days(int year, int month);

/* "YYYY-MM-DD", the whole text, to a day number. False and *ret untouched if it is not one. */
bool date_parse(const char *text, int32_t *ret_day);

/* Whole years from a birth day to a day by the calendar; 29 February has its birthday on 1 March in
 * common years. Negative before birth. */
int date_whole_years(int32_t birth_day, int32_t day);

/* A time zone of the IANA database: its changes from 1900 to 2200, read once. */
struct zone;

/* Reads a zone ("Europe/London"). NULL and ERR_INPUT if there is none of that name. The caller
 * frees it with zone_free(). */
struct zone *zone_new(const char *name, struct err *err);
void zone_free(struct zone *zone);

/* The zone's name as given. Lives as long as the zone. */
const char *zone_name(const struct zone *zone);

/* What the wall clock shows at an instant. */
int64_t zone_local_us(const struct zone *zone, int64_t at_us);

/* The instant at which the wall clock shows local_us: one that the clock skips moves on by the gap,
 * one that it shows twice is the first. */
int64_t zone_instant_us(const struct zone *zone, int64_t local_us);

/* The local date at an instant, as a day number. */
int32_t zone_local_day(const struct zone *zone, int64_t at_us);

/* RFC 3339 with a zone ("2026-11-03T18:10:00.5+01:00", "…Z"), the whole text, to an instant;
 * fractions finer than a microsecond are cut; a leap second counts as the next second. False and
 * *ret untouched if it is not one. */
bool time_parse(const char *text, int64_t *ret_at_us);

/* An instant as "2026-11-03T18:10:00Z" (with .ffffff, trailing zeros cut, if it has a fraction) in
 * out of at least 32 bytes. Returns out. */
char *time_format(int64_t at_us, char *out);

#endif
