/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_PEOPLE_SHEET_H
#define CONCERND_DAEMON_PEOPLE_SHEET_H

#include <stdbool.h>

#include "base/mem.h"
#include "net/listener.h"

/* A table as CSV (RFC 4180, UTF-8), of texts that people wrote: what a spreadsheet would take for a formula
 * is made a text, with an apostrophe before it. */

struct sheet;

/* Lives as long as the arena. */
struct sheet *sheet_new(struct arena *arena);

/* Adds a cell to the row; NULL is an empty one. */
void sheet_cell(struct sheet *sheet, const char *text);
void sheet_end_row(struct sheet *sheet);

/* All of it so far. */
const char *sheet_text(struct sheet *sheet);

/* The media type of it. */
#define SHEET_TYPE "text/csv; charset=utf-8; header=present"

/* True if text/csv stands in Accept, and JSON does not. */
bool sheet_is_wanted(struct request *request);

#endif
