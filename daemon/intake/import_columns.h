/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_IMPORT_COLUMNS_H
#define CONCERND_INTAKE_IMPORT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "intake/import.h"

/* Which column of a file is what: by our own names, or by those that councils' lists have. */

enum import_key {
	KEY_NONE,    /* not known: told of, and left out */
	KEY_IGNORED, /* known, and not taken: age (it changes by itself), ethnicity, … */
	KEY_ID,
	KEY_RECORD,
	KEY_NHS,
	KEY_UPN,
	KEY_FAMILY_NAME,
	KEY_GIVEN_NAMES,
	KEY_BIRTH_DATE,
	KEY_EXPECTED_BIRTH_DATE,
	KEY_SEX,
	KEY_POSTCODE,
	KEY_ABOUT,
	KEY_OCCURRED_AT,
	KEY_CATEGORY,
	KEY_OTHER_CATEGORIES,
	KEY_GRADE,
	KEY_AGENCY,
	KEY_CONTACT_SOURCE,
	KEY_FACTORS,
	KEY_OUTCOME,
	KEY_INCIDENT_REF,
	KEY_SOURCE_REF,
	KEY_SUMMARY,
	KEY_NTH,
	KEY_STATUS,
	KEY_TEAM,
	KEY_PLAN,
	KEY_FROM,
	KEY_UNTIL,
	IMPORT_KEYS,
};

struct import_columns {
	enum import_key keys[IMPORT_COLUMNS]; /* by column */
	size_t at[IMPORT_KEYS];               /* by key: the column; SIZE_MAX when there is none */
	const char *names[IMPORT_COLUMNS];    /* as the file has them */
	size_t n;
};

/* Reads a row as the names of columns. False when it is none: it names no child, and no date of a
 * contact or no birth date. names are copied into the arena. Of two columns of one key the first
 * counts. */
bool import_columns_read(enum import_what what, const struct import_row *row, struct arena *arena,
			 struct import_columns *ret);

/* The cell of a key; "" when there is no such column, or nothing in it. */
const char *import_cell(const struct import_columns *columns, const struct import_row *row,
			enum import_key key);

/* Which key a problem of the event of a row is about, by its pointer; KEY_NONE: none of them.
 * first_identifier: which of both the first identifier of the child is. */
enum import_key import_key_of(const char *pointer, enum import_key first_identifier);

/* The column's name as the file has it, or our own name of the key. */
const char *import_column_name(const struct import_columns *columns, enum import_key key);

#endif
