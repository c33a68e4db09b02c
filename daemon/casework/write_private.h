/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_WRITE_PRIVATE_H
#define CONCERND_CASEWORK_WRITE_PRIVATE_H

#include "case.h"

/* What write.c and write_homes.c share: how a person is put into columns. */

/* Adds the birth date to an array of dates; null where none was told. */
void write_add_birth(struct params *params, const struct fact_person *person);

/* The word of a sex in the database. Static storage. */
const char *write_sex_name(enum event_sex sex);

/* All identifiers but the NHS number, which has a column of its own, as JSON in the arena. */
const char *write_identifiers(struct arena *arena, const struct fact_person *person);

#endif
