/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/csv_file.h"

#include <csv.h>
#include <glib.h>
#include <string.h>

/*
 * libcsv tells where rows end, and by which character, blank lines too; lines are counted by line
 * feeds, those inside of quotes as well.
 */

struct reading {
	struct arena row; /* of the row under way */
	const char *cells[IMPORT_COLUMNS];
	size_t n;
	size_t line;        /* where the row under way begins, */
	size_t inner_lines; /* and how many line feeds are inside of it */
	bool (*on_row)(void *context, const struct import_row *row);
	void *context;
	bool is_wide, has_stopped;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void on_cell(void *bytes, size_t length, void *context)
{
	struct reading *reading = context;
	const char *at = bytes;

	for (size_t i = 0; i < length; i++)
		reading->inner_lines += at[i] == '\n';
	while (length > 0 && is_blank(at[length - 1]))
		length--;
	for (; length > 0 && is_blank(*at); length--)
		at++;
	if (reading->n < IMPORT_COLUMNS)
		reading->cells[reading->n++] = arena_strndup(&reading->row, at, length);
	else
		reading->is_wide = reading->is_wide || length > 0;
}

static bool has_text(const struct reading *reading)
{
	for (size_t i = 0; i < reading->n; i++)
		if (*reading->cells[i] != '\0')
			return true;
	return false;
}

static void on_end(int terminator, void *context)
{
	struct reading *reading = context;
	const struct import_row row = { reading->line, reading->cells, reading->n, 0 };

	if (has_text(reading) && !reading->has_stopped && !reading->is_wide)
		reading->has_stopped = !reading->on_row(reading->context, &row);
	reading->line += reading->inner_lines + (terminator == '\n');
	reading->inner_lines = 0;
	reading->n = 0;
	arena_done(&reading->row);
	arena_init(&reading->row);
}

/* Of the first line: what stands there most often. */
static char find_delimiter(const char *text, size_t length)
{
	static const char delimiters[] = { ',', ';', '\t' };
	size_t counts[sizeof delimiters] = { 0 };
	size_t best = 0;

	for (size_t i = 0; i < length && (text[i] != '\n' || i < 2); i++)
		for (size_t j = 0; j < sizeof delimiters; j++)
			counts[j] += text[i] == delimiters[j];
	for (size_t j = 1; j < sizeof delimiters; j++)
		if (counts[j] > counts[best])
			best = j;
	return delimiters[best];
}

/* As UTF-8 without a mark in front. NULL when it is text of neither encoding. */
static const char *read_encoding(const char *text, size_t *length, struct arena *arena)
{
	gsize written;

	if (*length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		*length -= 3;
	}
	if (memchr(text, '\0', *length) != NULL)
		return NULL; /* UTF-16, or a workbook */
	if (g_utf8_validate(text, (gssize)*length, NULL))
		return text;
	char *converted = g_convert(text, (gssize)*length, "UTF-8", "WINDOWS-1252", NULL, &written,
				    NULL);

	if (converted == NULL)
		return NULL;
	text = arena_strndup(arena, converted, written);
	*length = written;
	g_free(converted);
	return text;
}

bool csv_file_read(const char *text, size_t length, struct arena *arena,
		   bool (*on_row)(void *context, const struct import_row *row), void *context,
		   struct err *err)
{
	struct reading reading = { .line = 1, .on_row = on_row, .context = context };
	struct csv_parser parser;
	bool ok = true;

	text = read_encoding(text, &length, arena);
	if (text == NULL)
		return err_set(err, ERR_INPUT,
			       "not a text in UTF-8 or Windows-1252: save it as \"CSV UTF-8\"");
	if (csv_init(&parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI) != 0)
		return err_set(err, ERR_FATAL, "out of memory");
	csv_set_delim(&parser, (unsigned char)find_delimiter(text, length));
	arena_init(&reading.row);
	for (size_t at = 0, n; ok && at < length && !reading.has_stopped; at += n) {
		n = length - at < 4096 ? length - at : 4096;
		ok = csv_parse(&parser, text + at, n, on_cell, on_end, &reading) == n;
	}
	if (ok && !reading.has_stopped)
		ok = csv_fini(&parser, on_cell, on_end, &reading) == 0;
	csv_free(&parser);
	arena_done(&reading.row);
	if (reading.is_wide)
		return err_set(err, ERR_INPUT, "line %zu: more than %d columns", reading.line,
			       IMPORT_COLUMNS);
	return ok || err_set(err, ERR_INPUT,
			     "line %zu or later: a quotation mark that does not fit; is it a CSV "
			     "file?",
			     reading.line);
}

size_t csv_file_lines(const char *text, size_t length)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++)
		n += text[i] == '\n';
	return n;
}
