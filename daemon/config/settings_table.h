/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_SETTINGS_TABLE_H
#define CONCERND_CONFIG_SETTINGS_TABLE_H

#include "config/settings.h"
#include "reader.h"

/* The table of all settings of concernd.conf, into struct settings; and what reads and checks the
 * rows that are more than a value (settings.c). */

extern const struct key settings_keys[];

void settings_read_tokens(struct reader *reader, const config_setting_t *setting, void *into);
void settings_read_codes(struct reader *reader, const config_setting_t *setting, void *into);
void settings_after_sender(struct reader *reader, const config_setting_t *setting, void *into);

/* Adds what does not go together: listeners in the clear, senders that share a source or a token, and
 * the like. All rows were read without an error; root may be NULL. */
void settings_check_together(struct settings *settings, struct findings *findings,
			     const config_setting_t *root);

#endif
