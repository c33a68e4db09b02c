/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_IMPORT_H
#define CONCERND_INTAKE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "casework/judge.h"
#include "config/ruleset.h"
#include "config/settings.h"

/*
 * What a council holds already, from a CSV file: contacts as Ofsted's Annex A List 1 has them, or a
 * register of children, or either by our own columns. Each row becomes an event, marked as history, and goes through the checks and the
 * judge that events go through. The event's id is made of what tells one row from the others, so that
 * the same file again brings nothing twice, and one that was mended amends. No row is passed over in
 * silence.
 */

struct event_base;

enum { IMPORT_COLUMNS = 200 };

/* A row of the file. */
struct import_row {
	size_t line; /* its first one, from 1 */
	const char *const *cells;
	size_t n;
	size_t nth; /* in on_reject: which of the rows that nothing tells apart; the column "nth" says
		       it of a row that comes alone */
};

enum import_what {
	IMPORT_CONTACTS,
	IMPORT_CHILDREN, /* who they are, and with which team: child.status */
};

struct import_options {
	enum import_what what;
	struct event_base *base;
	struct judge *judge; /* NULL: a dry run, nothing is stored */
	const struct settings *settings;
	const struct ruleset *ruleset;
	const struct sender *sender; /* whose file it is; it may tell of contacts of any agency */
	const char *category;        /* of contacts that name none; NULL: they are rejected */
	const char *status; /* of children whose row tells none: "open", "closed"; NULL: likewise */
};

/* Who is told what; each may be NULL. Texts live until the function returns. */
struct import_listener {
	void *context;
	/* The names of the columns, once. */
	void (*on_header)(void *context, const struct import_row *header);
	/* Something is odd about a row (line 0: the file); column "": all of it. rejected: the row was
	 * not taken, and comes once more in on_reject. Names columns, never what stands in them. */
	void (*on_odd)(void *context, size_t line, const char *column, const char *detail,
		       bool rejected);
	void (*on_reject)(void *context, const struct import_row *row, const char *why);
	void (*on_progress)(void *context, size_t lines, size_t total);
};

struct import_counts {
	size_t rows;     /* without the header and blank lines */
	size_t recorded; /* new, or (dry run) would be taken */
	size_t known;    /* were imported before */
	size_t rejected;
	size_t odd; /* taken, with something left out, or alike another one */
};

/* Imports the text of a file; turns the loop until it is done. False with *err when it
 * is no such file (ERR_INPUT) or the database fails: what was recorded stays, and the same file again
 * goes on from there. */
bool import_now(const struct import_options *options, const char *text, size_t length,
		const struct import_listener *listener, struct import_counts *ret, struct err *err);

/* The columns that are known, one a call of on_column: our name of it and what it is. */
void import_list_columns(enum import_what what,
			 void (*on_column)(void *context, const char *name, const char *help),
			 void *context);

#endif
