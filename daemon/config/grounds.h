/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_GROUNDS_H
#define CONCERND_CONFIG_GROUNDS_H

#include "config/ruleset.h"
#include "reader.h"

/* Reads the list `grounds` of rules.conf into the rule set. NULL: no list, and no request can be made. */
void grounds_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset);

#endif
