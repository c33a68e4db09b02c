/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_DIFFERENCE_H
#define CONCERND_CONFIG_DIFFERENCE_H

#include "base/mem.h"

/*
 * What changed from one configuration text to the next, a line a change, for people and the audit:
 * "rules.missing.within: "90 days" -> "60 days"", "rules.drift: added", "agencies.housing: removed".
 * Entries of a list that have names are compared by them, wherever they stand. "" when nothing that
 * is read differs. In the arena.
 */
const char *config_difference(const char *before, const char *after, struct arena *arena);

#endif
