/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_CLOCKS_H
#define CONCERND_CONFIG_CLOCKS_H

#include "config/ruleset.h"
#include "reader.h"

/* The lists `clocks` and `digests` of rules.conf. */

/* Sets the clocks of all levels, by the file where it says, else by default. NULL: no list. */
void clocks_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset);

void digests_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset);

#endif
