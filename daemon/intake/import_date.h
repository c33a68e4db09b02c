/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_IMPORT_DATE_H
#define CONCERND_INTAKE_IMPORT_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/calendar.h"

/* Dates as spreadsheets write them: 2016-02-29, 29/02/2016, 29-Feb-16, 29 February 2016, a day's
 * number, each with a time behind it or not. Days come before months. */
struct import_date {
	int32_t day;
	bool has_time;  /* other than midnight, which is what a spreadsheet adds to a date */
	int32_t second; /* of the day, local */
};

/* False if the text is no date. A year of two digits is the last such that is not after today. */
bool import_date_read(const char *text, int32_t today, struct import_date *ret);

#endif
