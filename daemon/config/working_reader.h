/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_WORKING_READER_H
#define CONCERND_CONFIG_WORKING_READER_H

#include "base/working.h"
#include "reader.h"

/* office_hours and holidays of rules.conf. */

/* office_hours as it is written. */
struct office_draft {
	const char *open, *close;
	const char *const *days;
	size_t n_days;
};
extern const struct key office_keys[];

/* What the draft says into working; setting is where it was read, NULL for the defaults. */
void office_read(struct reader *reader, const config_setting_t *setting,
		 const struct office_draft *draft, struct working *working);

/* A list of dates into working, sorted, each once; without any (NULL) those of England and Wales
 * that the program carries. */
void holidays_read(struct reader *reader, const config_setting_t *setting, struct working *working);

/* A time of day, "09:00", that stands in the group at `name`. False with a finding for any other text. */
bool working_read_time(struct reader *reader, const config_setting_t *setting, const char *name,
		       const char *text, int64_t *ret_us);

#endif
