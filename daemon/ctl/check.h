/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_CHECK_H
#define CONCERND_CTL_CHECK_H

#include <stdbool.h>

#include "config/findings.h"
#include "config/ruleset.h"
#include "config/settings.h"

/* Adds rules that would raise more than alerts_a_day on what is on file. False with *err when the
 * database cannot be read. */
bool check_stored(const struct settings *settings, struct ruleset *ruleset,
		  struct findings *findings, struct err *err);

#endif
