/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_AGENDA_H
#define CONCERND_PEOPLE_AGENDA_H

#include <jansson.h>

#include "base/mem.h"

/* An agenda, as api_agenda.sql tells it, as CSV: a row a child, those of the agenda first, then those of whom
 * something is still owed. The text lies in the arena. */
const char *agenda_csv(struct arena *arena, const json_t *agenda);

#endif
