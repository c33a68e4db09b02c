/* SPDX-License-Identifier: Apache-2.0 */
#include "import_date.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Three parts with something between them, and perhaps a time behind. */

enum { FIRST_SERIAL = 20000, LAST_SERIAL = 80000 }; /* of Excel: 1954 to 2119 */

static const char *read_number(const char *at, int most, int *ret)
{
	int n = 0;

	*ret = 0;
	for (; n < most && *at >= '0' && *at <= '9'; at++, n++)
		*ret = *ret * 10 + (*at - '0');
	return n > 0 && !(*at >= '0' && *at <= '9') ? at : NULL;
}

/* A number, or a month's name by its first three letters. */
static const char *read_month(const char *at, int *ret)
{
	static const char *const names[] = { "jan", "feb", "mar", "apr", "may", "jun",
					     "jul", "aug", "sep", "oct", "nov", "dec" };

	for (int i = 0; i < 12; i++)
		if (strncasecmp(at, names[i], 3) == 0) {
			*ret = i + 1;
			return at +
			       strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
		}
	return read_number(at, 2, ret);
}

static const char *skip_separator(const char *at)
{
	return at != NULL && *at != '\0' && strchr("-/. ", *at) != NULL ? at + 1 : NULL;
}

static bool make_day(int year, int month, int day, int32_t *ret)
{
	char text[32];

	snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
	return date_parse(text, ret);
}

/* The last year of two digits by which the date is not after today. */
static bool make_short(int year, int month, int day, int32_t today, int32_t *ret)
{
	for (int century = 2000; century >= 1900; century -= 100)
		if (make_day(century + year, month, day, ret) && *ret <= today)
			return true;
	return false;
}

/* Day, month, year, or year, month, day. Returns what is behind it. */
static const char *read_parts(const char *text, int32_t today, int32_t *ret)
{
	int first, month, last;
	const char *at = skip_separator(read_number(text, 4, &first));
	size_t first_digits = at == NULL ? 0 : (size_t)(at - 1 - text);

	if (at == NULL || (at = skip_separator(read_month(at, &month))) == NULL)
		return NULL;
	const char *begin = at;

	at = read_number(at, 4, &last);
	if (at == NULL)
		return NULL;
	bool ok = first_digits == 4 ? make_day(first, month, last, ret)
		  : at - begin == 4 ? make_day(last, month, first, ret)
		  : at - begin == 2 ? make_short(last, month, first, today, ret)
				    : false;

	return ok ? at : NULL;
}

/* A day's number since the end of 1899, with a part of a day behind it or not. */
static const char *read_serial(const char *text, int32_t *ret)
{
	int serial;
	const char *at = read_number(text, 5, &serial);

	if (at == NULL || serial < FIRST_SERIAL || serial > LAST_SERIAL)
		return NULL;
	*ret = date_to_day((struct date){ 1899, 12, 30 }) + serial;
	if (*at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	return at;
}

/* ":MM", ":MM:SS", ":MM:SS.fff", behind the hour. */
static const char *read_minutes(const char *at, int *minute, int *second)
{
	*second = 0;
	if (*at != ':' || (at = read_number(at + 1, 2, minute)) == NULL || *at != ':')
		return at;
	at = read_number(at + 1, 2, second);
	if (at != NULL && *at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	return at;
}

static bool read_clock(const char *at, struct import_date *ret)
{
	int hour, minute = 0, second = 0;

	at += *at == 'T' || *at == ' ';
	at = read_number(at, 2, &hour);
	if (at == NULL || *at != ':' || (at = read_minutes(at, &minute, &second)) == NULL ||
	    *at != '\0' || hour > 23 || minute > 59 || second > 59)
		return false;
	ret->second = (hour * 60 + minute) * 60 + second;
	ret->has_time = ret->second != 0;
	return true;
}

bool import_date_read(const char *text, int32_t today, struct import_date *ret)
{
	struct import_date date = { .second = 0 };
	const char *at = read_parts(text, today, &date.day);

	if (at == NULL)
		at = read_serial(text, &date.day);
	if (at == NULL || (*at != '\0' && !read_clock(at, &date)))
		return false;
	*ret = date;
	return true;
}
