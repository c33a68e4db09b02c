/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_SETTLE_H
#define CONCERND_INTAKE_SETTLE_H

#include "casework/judge.h"
#include "parcel.h"

/* Gives a letter the status that the judge gave its item, and in words why, if it is refused. */
void settle_letter(struct letter *letter, const struct case_item *item);

#endif
