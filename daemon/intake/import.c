/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/import.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "import_event.h"
#include "intake/csv_file.h"
#include "settle.h"

/*
 * Rows gather to a parcel, which is checked and judged as one that a sender posted; its receipts are
 * told row by row. Rows that nothing tells apart are numbered, each of them being a contact.
 */

enum { PARCEL_ROWS = 200, TITLE_LINES = 20 };

struct kept_row {
	size_t line;
	const char **cells;
	size_t n, nth;
	json_t *event;
};

struct importing {
	const struct import_options *options;
	const struct import_listener *listener;
	struct import_counts *counts;
	struct arena arena; /* the header, and the converted file */
	struct arena rows;  /* those that gather */
	struct import_columns columns;
	struct import_terms terms;
	struct sender sender; /* with every agency */
	bool has_header, has_failed;
	struct kept_row kept[PARCEL_ROWS];
	size_t n_kept, line, lines;
	GHashTable *names; /* of rows: how many had each */
	struct err err;
};

/* ---- What is told ---- */

static void tell_odd(struct importing *importing, size_t line, enum import_key key,
		     const char *detail, bool rejected)
{
	const struct import_listener *listener = importing->listener;

	if (listener->on_odd != NULL)
		listener->on_odd(listener->context, line,
				 import_column_name(&importing->columns, key), detail, rejected);
}

static void tell_reject(struct importing *importing, const struct kept_row *row, const char *why)
{
	const struct import_listener *listener = importing->listener;
	const struct import_row told = { row->line, row->cells, row->n, row->nth };

	importing->counts->rejected++;
	if (listener->on_reject != NULL)
		listener->on_reject(listener->context, &told, why);
}

/* ---- The header ---- */

static void tell_columns(struct importing *importing)
{
	const struct import_columns *columns = &importing->columns;
	const struct import_listener *listener = importing->listener;

	for (size_t i = 0; listener->on_odd != NULL && i < columns->n; i++)
		if (columns->keys[i] == KEY_NONE && *columns->names[i] != '\0')
			listener->on_odd(listener->context, 0, columns->names[i],
					 "not a column that is known: left out", false);
}

/* Titles may stand above it. */
static bool take_header(struct importing *importing, const struct import_row *row)
{
	if (import_columns_read(importing->options->what, row, &importing->arena,
				&importing->columns)) {
		importing->has_header = true;
		if (importing->listener->on_header != NULL)
			importing->listener->on_header(importing->listener->context, row);
		tell_columns(importing);
		return true;
	}
	if (row->line <= TITLE_LINES)
		return true;
	return err_set(&importing->err, ERR_INPUT,
		       "no row of column names with a child's id and a date (of contact, or of "
		       "birth): `concernctl import --help` tells the names");
}

/* ---- Rows ---- */

static enum import_key first_identifier(const struct importing *importing,
					const struct kept_row *row)
{
	const struct import_row told = { row->line, row->cells, row->n, row->nth };

	return *import_cell(&importing->columns, &told, KEY_NHS) != '\0' ? KEY_NHS : KEY_UPN;
}

static void tell_problems(struct importing *importing, const struct kept_row *row,
			  const struct event_problems *problems, bool rejected)
{
	for (size_t i = 0; i < problems->n; i++)
		tell_odd(importing, row->line,
			 import_key_of(problems->list[i].pointer, first_identifier(importing, row)),
			 problems->list[i].detail, rejected);
}

static const char *say_why(struct importing *importing, const struct kept_row *row,
			   const struct event_problems *problems)
{
	const char *why = "";

	for (size_t i = 0; i < problems->n; i++)
		why = arena_printf(
			&importing->rows, "%s%s%s: %s", why, i > 0 ? "; " : "",
			import_column_name(&importing->columns,
					   import_key_of(problems->list[i].pointer,
							 first_identifier(importing, row))),
			problems->list[i].detail);
	return why;
}

static void tell_letter(struct importing *importing, const struct kept_row *row,
			const struct letter *letter)
{
	struct import_counts *counts = importing->counts;

	if (letter_is_refused(letter)) {
		tell_problems(importing, row, &letter->accepted.errors, true);
		tell_reject(importing, row, say_why(importing, row, &letter->accepted.errors));
		return;
	}
	counts->known += letter->status == LETTER_DUPLICATE || letter->status == LETTER_WITHDRAWN;
	counts->recorded += letter->status == LETTER_RECORDED || letter->status == LETTER_OPEN;
	counts->odd += letter->accepted.warnings.n > 0 || row->nth > 1;
	tell_problems(importing, row, &letter->accepted.warnings, false);
}

static void forget_rows(struct importing *importing)
{
	for (size_t i = 0; i < importing->n_kept; i++)
		json_decref(importing->kept[i].event);
	importing->n_kept = 0;
	arena_done(&importing->rows);
	arena_init(&importing->rows);
}

static bool send_rows(struct importing *importing)
{
	const struct import_options *options = importing->options;
	const struct import_listener *listener = importing->listener;
	struct parcel *parcel = parcel_new(&importing->sender, importing->n_kept);
	bool ok = true;

	for (size_t i = 0; i < importing->n_kept; i++)
		parcel_read(parcel, i, importing->kept[i].event, NULL, options->settings,
			    options->ruleset, clock_now_us());
	if (options->judge != NULL)
		ok = settle_parcel_now(options->base, options->judge, parcel, &importing->err);
	for (size_t i = 0; ok && i < importing->n_kept; i++)
		tell_letter(importing, &importing->kept[i], &parcel->letters[i]);
	parcel_free(parcel);
	forget_rows(importing);
	if (ok && listener->on_progress != NULL)
		listener->on_progress(listener->context, importing->line, importing->lines);
	return ok;
}

static size_t number_of(struct importing *importing, const char *name)
{
	size_t n = GPOINTER_TO_SIZE(g_hash_table_lookup(importing->names, name)) + 1;

	g_hash_table_insert(importing->names, g_strdup(name), GSIZE_TO_POINTER(n));
	return n;
}

/* A row that says the same as one before may be a contact of its own, or there twice. */
static void keep_row(struct importing *importing, const struct import_row *row)
{
	struct kept_row *kept = &importing->kept[importing->n_kept++];
	char name[IMPORT_NAME_BYTES];

	*kept = (struct kept_row){ .line = row->line, .n = row->n };
	kept->cells = arena_new(&importing->rows, row->n, sizeof *kept->cells);
	for (size_t i = 0; i < row->n; i++)
		kept->cells[i] = arena_strdup(&importing->rows, row->cells[i]);
	import_row_name(&importing->terms, row, name);
	kept->nth = strtoul(import_cell(&importing->columns, row, KEY_NTH), NULL, 10);
	if (kept->nth == 0)
		kept->nth = number_of(importing, name);
	if (kept->nth > 1)
		tell_odd(importing, row->line, KEY_NONE,
			 importing->options->what == IMPORT_CONTACTS
				 ? "nothing tells it from a row above: taken as another contact"
				 : "it says the same as a row above",
			 false);
	kept->event = import_event(&importing->terms, row, name, kept->nth);
}

static bool on_row(void *context, const struct import_row *row)
{
	struct importing *importing = context;

	importing->line = row->line;
	if (!importing->has_header) {
		importing->has_failed = !take_header(importing, row);
		return !importing->has_failed;
	}
	importing->counts->rows++;
	keep_row(importing, row);
	if (importing->n_kept == PARCEL_ROWS)
		importing->has_failed = !send_rows(importing);
	return !importing->has_failed;
}

/* ---- The file ---- */

/* Whoever imports vouches for the file: it may tell of contacts of any agency. */
static void widen_sender(struct importing *importing)
{
	const struct import_options *options = importing->options;
	const struct lexicon *lexicon = &options->ruleset->lexicon;
	size_t n = options->sender->n_agencies;
	const char **agencies = arena_new(&importing->arena, n + WORD_MAX, sizeof *agencies);

	memcpy(agencies, options->sender->agencies, n * sizeof *agencies);
	for (int i = 1; i <= lexicon->kinds[WORDS_AGENCY].n; i++)
		agencies[n++] = lexicon_name(lexicon, WORDS_AGENCY, (word)i);
	importing->sender = *options->sender;
	importing->sender.agencies = agencies;
	importing->sender.n_agencies = n;
	importing->sender.resend = RESEND_AMEND;
}

static bool read_file(struct importing *importing, const char *text, size_t length)
{
	if (!csv_file_read(text, length, &importing->arena, on_row, importing, &importing->err))
		return false;
	if (importing->has_failed)
		return false;
	if (!importing->has_header)
		return err_set(&importing->err, ERR_INPUT,
			       "no row of column names with a child's id and a date (of contact, "
			       "or of birth): `concernctl import --help` tells the names");
	return importing->n_kept == 0 || send_rows(importing);
}

bool import_now(const struct import_options *options, const char *text, size_t length,
		const struct import_listener *listener, struct import_counts *ret, struct err *err)
{
	struct importing *importing = mem_new(1, sizeof *importing);

	*ret = (struct import_counts){ 0 };
	importing->options = options;
	importing->listener = listener;
	importing->counts = ret;
	importing->lines = csv_file_lines(text, length);
	arena_init(&importing->arena);
	arena_init(&importing->rows);
	importing->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	widen_sender(importing);
	importing->terms = (struct import_terms){
		.what = options->what,
		.columns = &importing->columns,
		.ruleset = options->ruleset,
		.source = options->sender->sources[0],
		.category = options->category,
		.status = options->status,
		.now_us = clock_now_us(),
		.today = zone_local_day(options->ruleset->zone, clock_now_us()),
	};
	bool ok = read_file(importing, text, length);

	if (!ok)
		*err = importing->err;
	forget_rows(importing);
	g_hash_table_destroy(importing->names);
	arena_done(&importing->rows);
	arena_done(&importing->arena);
	mem_free(importing);
	return ok;
}
