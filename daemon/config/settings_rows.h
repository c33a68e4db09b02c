/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_SETTINGS_ROWS_H
#define CONCERND_CONFIG_SETTINGS_ROWS_H

#include "config/settings.h"
#include "reader.h"

/* How rows of the table of settings are written, and the groups that stand in a file of their own. */

/* Rows: what it is called, where it goes, range or choices, default, unit, help. */
#define TEXT(name_, at_, standard_, help_)                                               \
	{                                                                                \
		.name = (name_), .type = KEY_TEXT, .at = (at_), .standard = (standard_), \
		.help = (help_)                                                          \
	}
#define NEEDED(name_, at_, help_)                                                                 \
	{                                                                                         \
		.name = (name_), .type = KEY_TEXT, .at = (at_), .required = true, .help = (help_) \
	}
#define NUMBER(name_, at_, low_, high_, standard_, unit_, help_)                                  \
	{                                                                                         \
		.name = (name_), .type = KEY_NUMBER, .at = (at_), .low = (low_), .high = (high_), \
		.standard = (standard_), .unit = (unit_), .help = (help_)                         \
	}
#define YES_NO(name_, at_, standard_, help_)                                               \
	{                                                                                  \
		.name = (name_), .type = KEY_YES_NO, .at = (at_), .standard = (standard_), \
		.help = (help_)                                                            \
	}
#define SPAN(name_, at_, standard_, help_)                                                 \
	{                                                                                  \
		.name = (name_), .type = KEY_SPAN, .at = (at_), .low = 1,                  \
		.spans = SPANS_EXACT | SPANS_MONTHS | SPANS_EVER, .standard = (standard_), \
		.help = (help_)                                                            \
	}
#define TEXTS(name_, at_, count_at_, high_, help_)                                        \
	{                                                                                 \
		.name = (name_), .type = KEY_TEXTS, .at = (at_), .count_at = (count_at_), \
		.high = (high_), .help = (help_)                                          \
	}
#define CHOICE(name_, at_, choices_, standard_, help_)                                   \
	{                                                                                \
		.name = (name_), .type = KEY_CHOICE, .at = (at_), .choices = (choices_), \
		.standard = (standard_), .help = (help_)                                 \
	}

/* settings_notify.c: whom to tell, and by what. */
extern const struct key settings_notify_keys[], settings_mail_keys[], settings_webhook_keys[],
	settings_recipient_keys[];

/* Adds what does not go together there. */
void settings_check_notify(const struct settings *settings, struct findings *findings,
			   const config_setting_t *root);

#endif
