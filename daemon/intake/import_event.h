/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_IMPORT_EVENT_H
#define CONCERND_INTAKE_IMPORT_EVENT_H

#include <jansson.h>

#include "import_columns.h"

/* A row as the CloudEvent that says the same. */

struct import_terms {
	enum import_what what;
	const struct import_columns *columns;
	const struct ruleset *ruleset;
	const char *source;            /* CloudEvents source */
	const char *category, *status; /* of rows that tell none; NULL: nothing */
	int64_t now_us; /* a register is told now: what is told later stands over it */
	int32_t today;
};

enum { IMPORT_NAME_BYTES = 33 };

/* What tells the row from others, as a name: hex of a hash. Of a contact its own id where it has one;
 * else child, date, source and the like, so that a row that was mended elsewhere keeps its name. Of a
 * child all that it says. */
void import_row_name(const struct import_terms *terms, const struct import_row *row,
		     char ret[IMPORT_NAME_BYTES]);

/* The event of a row. nth: of rows with that name, from 1. The caller decrefs. */
json_t *import_event(const struct import_terms *terms, const struct import_row *row,
		     const char *name, size_t nth);

#endif
