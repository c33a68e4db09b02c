/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_BIRTH_H
#define CONCERND_IDENTITY_BIRTH_H

#include <stdint.h>

/* How two birth dates agree. Pure. */

enum birth_likeness {
	BIRTH_SAME,
	BIRTH_EDITED,  /* one digit of yyyymmdd is another, or two neighbours changed places */
	BIRTH_SWAPPED, /* day and month changed places */
	BIRTH_DIFFERENT,
};

/* Compares two day numbers of base/calendar.h. */
enum birth_likeness birth_compare(int32_t a_day, int32_t b_day);

#endif
