/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_MEETINGS_H
#define CONCERND_CONFIG_MEETINGS_H

#include "config/ruleset.h"
#include "reader.h"

/* Reads the list `meetings` of rules.conf into the rule set, whose agencies and categories are
 * declared already. NULL: no list. */
void meetings_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset);

#endif
