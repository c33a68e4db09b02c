/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_CSV_FILE_H
#define CONCERND_INTAKE_CSV_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "intake/import.h"

/* A CSV file as people's programs write it: commas, semicolons or tabs; quoted or not; UTF-8, with or
 * without a mark in front, or the Windows-1252 of an old spreadsheet. Cells come as UTF-8 with their
 * outer blanks cut. */

/* Reads rows one by one: blank lines are passed over, and lines are counted as an editor does. on_row
 * may stop it by returning false. False with *err (ERR_INPUT) when the text is no CSV. The text is
 * not changed; the arena holds what had to be converted. */
bool csv_file_read(const char *text, size_t length, struct arena *arena,
		   bool (*on_row)(void *context, const struct import_row *row), void *context,
		   struct err *err);

/* How many lines it has, about: for progress. */
size_t csv_file_lines(const char *text, size_t length);

#endif
