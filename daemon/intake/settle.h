/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_SETTLE_H
#define CONCERND_INTAKE_SETTLE_H

#include "casework/judge.h"
#include "parcel.h"

/* Gives a letter the status that the judge gave its item, and in words why, if it is refused. */
void settle_letter(struct letter *letter, const struct case_item *item);

struct event_base;

/* For concernctl: judges the open letters of a parcel, and turns the loop until all are settled.
 * False with *err when some could not be stored now. */
bool settle_parcel_now(struct event_base *base, struct judge *judge, struct parcel *parcel,
		       struct err *err);

#endif
