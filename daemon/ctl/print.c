/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl.h"

/* How concernctl speaks: messages and progress on stderr, tables and JSON on stdout. */

void ctl_message(const char *fmt, ...)
{
	va_list args;

	fputs("concernctl: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

int ctl_usage_error(const char *fmt, ...)
{
	va_list args;

	fputs("concernctl: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputs("; concernctl --help tells how\n", stderr);
	return CTL_USAGE;
}

int ctl_failed(const struct err *err)
{
	ctl_message("%s", err->text);
	return CTL_FAILED;
}

int ctl_database_failed(const struct err *err)
{
	ctl_message("%s", err->text);
	return err->kind == ERR_INPUT ? CTL_FAILED : CTL_DATABASE;
}

static bool shows_colour(FILE *file)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return (no == NULL || *no == '\0') && term != NULL && strcmp(term, "dumb") != 0 &&
	       isatty(fileno(file));
}

const char *ctl_colour(FILE *file, enum ctl_colour colour)
{
	static const char *const escapes[] = { "\033[0m",  "\033[1m",  "\033[2m", "\033[31m",
					       "\033[33m", "\033[32m", "\033[34m" };

	return shows_colour(file) ? escapes[colour] : "";
}

void ctl_print_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(json);
}

void ctl_table_cell(struct ctl_table *table, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	if (table->n_cells == table->room) {
		table->room = table->room > 0 ? 2 * table->room : 64;
		table->cells = mem_resize(table->cells, table->room, sizeof *table->cells);
	}
	table->cells[table->n_cells++] = text;
}

/* Characters, not bytes: every byte but the continuing ones of UTF-8. */
static size_t width(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void print_cell(const struct ctl_table *table, size_t column, size_t wide, const char *text)
{
	size_t blank = wide > width(text) ? wide - width(text) : 0;
	bool last = column + 1 == table->n_columns;

	if (table->right[column])
		printf("%*s%s", (int)blank, "", text);
	else
		printf("%s%*s", text, last ? 0 : (int)blank, "");
	fputs(last ? "\n" : "  ", stdout);
}

void ctl_table_print(struct ctl_table *table)
{
	size_t wide[CTL_COLUMNS] = { 0 };

	if (table->n_columns == 0)
		return;
	for (size_t i = 0; i < table->n_columns; i++)
		wide[i] = width(table->headings[i]);
	for (size_t i = 0; i < table->n_cells; i++) {
		size_t cell = width(table->cells[i]);

		if (cell > wide[i % table->n_columns])
			wide[i % table->n_columns] = cell;
	}
	for (size_t i = 0; i < table->n_columns && table->n_cells > 0; i++)
		print_cell(table, i, wide[i], table->headings[i]);
	for (size_t i = 0; i < table->n_cells; i++) {
		print_cell(table, i % table->n_columns, wide[i % table->n_columns],
			   table->cells[i]);
		mem_free(table->cells[i]);
	}
	mem_free(table->cells);
	table->cells = NULL;
	table->n_cells = table->room = 0;
}

void ctl_progress_begin(struct ctl_progress *progress, const char *what, uint64_t total)
{
	*progress = (struct ctl_progress){ .what = what,
					   .total = total,
					   .begun_us = clock_monotonic_us(),
					   .shown = isatty(STDERR_FILENO) };
}

void ctl_progress_step(struct ctl_progress *progress, uint64_t n)
{
	int64_t now_us = clock_monotonic_us();

	progress->n = n;
	if (!progress->shown || now_us - progress->shown_us < 200 * USEC_PER_MSEC)
		return;
	progress->shown_us = now_us;
	fprintf(stderr, "\r\033[K%s: %" PRIu64, progress->what, n);
	if (progress->total > 0 && n > 0) {
		double passed = (double)(now_us - progress->begun_us) / USEC_PER_SEC;
		double left = passed * ((double)progress->total / (double)n - 1);

		fprintf(stderr, " of %" PRIu64 " (%.0f %%), %.0f s left", progress->total,
			100.0 * (double)n / (double)progress->total, left > 0 ? left : 0);
	}
}

void ctl_progress_end(struct ctl_progress *progress)
{
	if (progress->shown && progress->shown_us > 0)
		fputs("\r\033[K", stderr);
}
