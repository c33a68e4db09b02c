/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_BIRTH_H
#define CONCERND_IDENTITY_BIRTH_H

#include <stdbool.h>
#include <stdint.h>

/* How two birth dates agree. Pure. */

enum birth_likeness {
	BIRTH_MISSING, /* by the caller: one of the two is not known */
	BIRTH_SAME,
	BIRTH_EDITED,    /* one edit (name_edits()) on yyyymmdd */
	BIRTH_SWAPPED,   /* day and month changed places */
	BIRTH_TWO_PARTS, /* two of year, month and day are the same */
	BIRTH_TWO_EDITS,
	BIRTH_DIFFERENT,
};

/* Compares two day numbers of base/calendar.h. One that is partial speaks of its year alone: the
 * same year is BIRTH_TWO_PARTS, even of two equal ones, a neighbouring one BIRTH_TWO_EDITS. */
enum birth_likeness birth_compare(int32_t a_day, int32_t b_day);

/* The same of numbers yyyymmdd, which need not be dates. */
enum birth_likeness birth_compare_numbers(int32_t a, int32_t b);

/* The number yyyymmdd of a day. */
int32_t birth_number(int32_t day);

/* True of 1 January, which stands for "some time that year" far more often than for a birthday. */
bool birth_is_partial(int32_t day);

/* True if one confirms the other: the same, one edit, or day and month the other way round. */
bool birth_confirms(int32_t a_day, int32_t b_day);

/* True if they cannot both be right: neither confirms the other, and no partial date shares the
 * other's year. */
bool birth_contradicts(int32_t a_day, int32_t b_day);

#endif
