/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_READER_PRIVATE_H
#define CONCERND_CONFIG_READER_PRIVATE_H

#include "reader.h"

/* Adds that a setting is of another type than `wanted`, and how it is written: "NAME = EXAMPLE;".
 * Always false. */
bool reader_wrong_type(struct reader *reader, const config_setting_t *setting, const char *wanted,
		       const char *example);

#endif
