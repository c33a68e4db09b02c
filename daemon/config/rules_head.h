/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_RULES_HEAD_H
#define CONCERND_CONFIG_RULES_HEAD_H

#include "reader.h"

/* Reads the head of rules.conf into the rule set of the reading. ret_rules, ret_routes: where rules
 * and routes stand, which are read after it; NULL where they do not. */
void rules_head_read(struct reader *reader, const config_setting_t *root,
		     const config_setting_t **ret_rules, const config_setting_t **ret_routes);

#endif
