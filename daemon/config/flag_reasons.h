/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_FLAG_REASONS_H
#define CONCERND_CONFIG_FLAG_REASONS_H

#include "config/ruleset.h"
#include "reader.h"

/* The list `flag_reasons` of rules.conf. NULL: there is none, and no flag can be advised. */
void flag_reasons_read(struct reader *reader, const config_setting_t *setting,
		       struct ruleset *ruleset);

#endif
