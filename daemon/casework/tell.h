/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_TELL_H
#define CONCERND_CASEWORK_TELL_H

#include "case.h"
#include "config/ruleset.h"

/* The channels (bit i: enum channel i) on which an alert is told, by the routes of a rule set;
 * without any route, on all that are on. A shadow alert is told on none. */
unsigned tell_channels(struct ruleset *ruleset, const struct case_alert *alert, unsigned on);

#endif
