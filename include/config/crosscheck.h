/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_CROSSCHECK_H
#define CONCERND_CONFIG_CROSSCHECK_H

#include "config/findings.h"
#include "config/ruleset.h"
#include "config/settings.h"

/* What concernd.conf and rules.conf must be to each other, and which of the two a file is. */

/* Adds to findings: words of senders and code maps that no rules.conf declares, words missing that a
 * daemon cannot do without, windows longer than retention, routes to channels that are off. */
void crosscheck(const struct settings *settings, const struct ruleset *ruleset,
		struct findings *findings);

/* The channels that settings have on: bit i is enum channel i. */
unsigned channels_on(const struct settings *settings);

/* The part of it that needs no more than retention: windows longer than contacts are kept. */
void crosscheck_windows(const struct settings *settings, const struct ruleset *ruleset,
			struct findings *findings);

/* Warns when the last bank holiday known is less than 90 days after now. */
void crosscheck_holidays(const struct ruleset *ruleset, int64_t now_us, struct findings *findings);

enum config_kind { CONFIG_SETTINGS, CONFIG_RULES };

/* Which of the two a file is, by most of its keys; CONFIG_SETTINGS when it cannot be read or says
 * nothing. */
enum config_kind config_kind(const char *path);

#endif
