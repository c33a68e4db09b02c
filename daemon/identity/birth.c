/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/birth.h"

#include <stdbool.h>

#include "base/calendar.h"

enum { DIGITS = 8 };

static void write_digits(struct date date, int digits[DIGITS])
{
	int number = date.year * 10000 + date.month * 100 + date.day;

	for (int i = DIGITS - 1; i >= 0; i--, number /= 10)
		digits[i] = number % 10;
}

/* Both have eight digits: one edit is one other digit, or two neighbours the other way round. */
static bool is_one_edit(const int a[DIGITS], const int b[DIGITS])
{
	int first = 0, last = DIGITS - 1;

	while (first < DIGITS && a[first] == b[first])
		first++;
	while (last > first && a[last] == b[last])
		last--;
	return first == last || (last == first + 1 && a[first] == b[last] && a[last] == b[first]);
}

enum birth_likeness birth_compare(int32_t a_day, int32_t b_day)
{
	if (a_day == b_day)
		return BIRTH_SAME;
	struct date a = date_from_day(a_day), b = date_from_day(b_day);

	if (a.year == b.year && a.month == b.day && a.day == b.month)
		return BIRTH_SWAPPED;
	int a_digits[DIGITS], b_digits[DIGITS];

	write_digits(a, a_digits);
	write_digits(b, b_digits);
	return is_one_edit(a_digits, b_digits) ? BIRTH_EDITED : BIRTH_DIFFERENT;
}
