/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/birth.h"

#include <stdlib.h>

#include "base/calendar.h"
#include "identity/name.h"

enum { DIGITS = 8 };

static struct date take_apart(int32_t number)
{
	return (struct date){ number / 10000, number / 100 % 100, number % 100 };
}

int32_t birth_number(int32_t day)
{
	struct date date = date_from_day(day);

	return date.year * 10000 + date.month * 100 + date.day;
}

static void write_digits(int32_t number, char digits[DIGITS + 1])
{
	digits[DIGITS] = '\0';
	for (int i = DIGITS - 1; i >= 0; i--, number /= 10)
		digits[i] = (char)('0' + number % 10);
}

static bool is_first_of_january(int32_t number)
{
	return number % 10000 == 101;
}

static enum birth_likeness compare_years(struct date a, struct date b)
{
	int years = a.year > b.year ? a.year - b.year : b.year - a.year;

	return years == 0 ? BIRTH_TWO_PARTS : years == 1 ? BIRTH_TWO_EDITS : BIRTH_DIFFERENT;
}

enum birth_likeness birth_compare_numbers(int32_t a_number, int32_t b_number)
{
	struct date a = take_apart(a_number), b = take_apart(b_number);
	char a_digits[DIGITS + 1], b_digits[DIGITS + 1];

	if (is_first_of_january(a_number) || is_first_of_january(b_number))
		return compare_years(a, b);
	if (a_number == b_number)
		return BIRTH_SAME;
	if (a.year == b.year && a.month == b.day && a.day == b.month)
		return BIRTH_SWAPPED;
	write_digits(a_number, a_digits);
	write_digits(b_number, b_digits);
	int parts = (a.year == b.year) + (a.month == b.month) + (a.day == b.day);

	if (name_is_one_edit(a_digits, b_digits))
		return BIRTH_EDITED;
	if (parts == 2)
		return BIRTH_TWO_PARTS;
	return name_edits(a_digits, b_digits) == 2 ? BIRTH_TWO_EDITS : BIRTH_DIFFERENT;
}

enum birth_likeness birth_compare(int32_t a_day, int32_t b_day)
{
	return birth_compare_numbers(birth_number(a_day), birth_number(b_day));
}

bool birth_is_partial(int32_t day)
{
	return is_first_of_january(birth_number(day));
}

/* The levels of two dates as dates, partial or not. */
static bool is_close(enum birth_likeness likeness)
{
	return likeness == BIRTH_SAME || likeness == BIRTH_EDITED || likeness == BIRTH_SWAPPED;
}

bool birth_confirms(int32_t a_day, int32_t b_day)
{
	return a_day == b_day || is_close(birth_compare(a_day, b_day));
}

bool birth_contradicts(int32_t a_day, int32_t b_day)
{
	bool partial = birth_is_partial(a_day) || birth_is_partial(b_day);
	enum birth_likeness likeness = birth_compare(a_day, b_day);

	return !birth_confirms(a_day, b_day) && !(partial && likeness == BIRTH_TWO_PARTS);
}
