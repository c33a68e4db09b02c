/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

/*
 * Day numbers by Howard Hinnant's "chrono-compatible low-level date algorithms": years begin in
 * March, so that the leap day is the last of its year, and 400 years are one era of 146,097 days.
 */
enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_is_valid(struct date date)
{
	return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
	       date.day >= 1 && date.day <= date_month_days(date.year, date.month);
}

int32_t date_to_day(struct date date)
{
	int year = date.month <= 2 ? date.year - 1 : date.year;
	int era = year / 400; /* year is 0 or more */
	int year_of_era = year - era * 400;
	int month = (date.month + 9) % 12; /* March is 0 */
	int day_of_year = (153 * month + 2) / 5 + date.day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

struct date date_from_day(int32_t day)
{
	int shifted = day + DAYS_TO_1970;
	int era = (shifted >= 0 ? shifted : shifted - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
	int day_of_era = shifted - era * DAYS_PER_ERA;
	int year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month = (5 * day_of_year + 2) / 153;
	struct date date = {
		.year = year_of_era + era * 400 + (month >= 10 ? 1 : 0),
		.month = month < 10 ? month + 3 : month - 9,
		.day = day_of_year - (153 * month + 2) / 5 + 1,
	};

	return date;
}

int date_whole_years(int32_t birth_day, int32_t day)
{
	struct date birth = date_from_day(birth_day);
	struct date date = date_from_day(day);
	bool before_birthday = date.month < birth.month ||
			       (date.month == birth.month && date.day < birth.day);

	return date.year - birth.year - (before_birthday ? 1 : 0);
}

/* Reads exactly `digits` ASCII digits at *at and moves it on. */
static bool take_number(const char **at, int digits, int *ret)
{
	int number = 0;

	for (int i = 0; i < digits; i++) {
		char c = (*at)[i];

		if (c < '0' || c > '9')
			return false;
		number = number * 10 + (c - '0');
	}
	*at += digits;
	*ret = number;
	return true;
}

static bool take_char(const char **at, const char *any_of)
{
	if (**at == '\0' || strchr(any_of, **at) == NULL)
		return false;
	(*at)++;
	return true;
}

static bool take_date(const char **at, int32_t *ret_day)
{
	struct date date;

	if (!take_number(at, 4, &date.year) || !take_char(at, "-") ||
	    !take_number(at, 2, &date.month) || !take_char(at, "-") ||
	    !take_number(at, 2, &date.day) || !date_is_valid(date))
		return false;
	*ret_day = date_to_day(date);
	return true;
}

bool date_parse(const char *text, int32_t *ret_day)
{
	int32_t day;

	if (!take_date(&text, &day) || *text != '\0')
		return false;
	*ret_day = day;
	return true;
}

/* "HH:MM:SS" with an optional fraction; 60 is a leap second, which counts as the next one. */
static bool take_time(const char **at, int64_t *ret_us)
{
	int hour, minute, second;
	int64_t us = 0;

	if (!take_number(at, 2, &hour) || !take_char(at, ":") || !take_number(at, 2, &minute) ||
	    !take_char(at, ":") || !take_number(at, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	if (take_char(at, ".")) {
		int64_t unit = USEC_PER_SEC / 10;

		if (**at < '0' || **at > '9')
			return false;
		for (; **at >= '0' && **at <= '9'; (*at)++, unit /= 10)
			us += (**at - '0') * unit;
	}
	*ret_us = ((hour * 60 + minute) * 60 + second) * (int64_t)USEC_PER_SEC + us;
	return true;
}

/* "Z" or "+HH:MM" or "-HH:MM": how far local time is ahead. */
static bool take_offset(const char **at, int64_t *ret_us)
{
	int hour, minute, sign = **at == '-' ? -1 : 1;

	if (take_char(at, "Zz")) {
		*ret_us = 0;
		return true;
	}
	if (!take_char(at, "+-") || !take_number(at, 2, &hour) || !take_char(at, ":") ||
	    !take_number(at, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*ret_us = sign * (hour * INT64_C(60) + minute) * 60 * USEC_PER_SEC;
	return true;
}

/* A leap second or an offset can lead out of the years that a date can have. */
static bool is_in_calendar(int64_t at_us)
{
	const int64_t first_us = date_to_day((struct date){ 1, 1, 1 }) * USEC_PER_DAY;
	const int64_t end_us = (date_to_day((struct date){ 9999, 12, 31 }) + 1) * USEC_PER_DAY;

	return at_us >= first_us && at_us < end_us;
}

bool time_parse(const char *text, int64_t *ret_at_us)
{
	int32_t day;
	int64_t time_us, offset_us, at_us;

	if (!take_date(&text, &day) || !take_char(&text, "Tt ") || !take_time(&text, &time_us) ||
	    !take_offset(&text, &offset_us) || *text != '\0')
		return false;
	at_us = day * USEC_PER_DAY + time_us - offset_us;
	if (!is_in_calendar(at_us))
		return false;
	*ret_at_us = at_us;
	return true;
}

char *time_format(int64_t at_us, char *out)
{
	int64_t in_day = ((at_us % USEC_PER_DAY) + USEC_PER_DAY) % USEC_PER_DAY;
	struct date date = date_from_day((int32_t)((at_us - in_day) / USEC_PER_DAY));
	int seconds = (int)(in_day / USEC_PER_SEC);
	int fraction = (int)(in_day % USEC_PER_SEC);
	int n = snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d", date.year, date.month, date.day,
			 seconds / 3600, seconds / 60 % 60, seconds % 60);

	if (fraction > 0) {
		n += snprintf(out + n, 32 - (size_t)n, ".%06d", fraction);
		while (out[n - 1] == '0')
			n--;
	}
	snprintf(out + n, 32 - (size_t)n, "Z");
	return out;
}
