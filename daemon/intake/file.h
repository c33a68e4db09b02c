/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_FILE_H
#define CONCERND_INTAKE_FILE_H

#include <stdint.h>

#include "base/err.h"
#include "parcel.h"

/* A file of events: one event, a batch, or JSON lines. */

enum { FILE_BYTES_MAX = 64 * 1024 * 1024, FILE_EVENTS_MAX = 100000 };

/*
 * Reads text (length bytes, followed by a NUL) to a parcel, each event checked. A line that is not
 * JSON is a refused letter. NULL and ERR_INPUT, with what is wrong, when nothing in it can be read.
 */
struct parcel *file_read(const struct sender *sender, const char *text, size_t length,
			 const struct settings *settings, const struct ruleset *ruleset,
			 int64_t now_us, struct err *err);

#endif
