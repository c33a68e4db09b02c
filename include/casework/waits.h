/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_WAITS_H
#define CONCERND_CASEWORK_WAITS_H

#include <jansson.h>

#include "casework/history.h"

/* What a child waits for or waited for, by contacts of the categories `wait-started` and `wait-ended`: for
 * concernctl and for the API. */

/*
 * The waits of a child in the order in which they began, as a JSON list; the caller decrefs. Each is as
 * the live `unless` rules that ask about waits see it (`rule`, `late_after`, `late`, and the `alert` that
 * rests on it); one that no such rule asks about has neither. `contacts_during` are all contacts that came
 * while it lasted.
 */
json_t *waits_json(struct history *history);

#endif
