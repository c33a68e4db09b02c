/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet.h"

#include <csv.h>
#include <string.h>

struct sheet {
	struct arena *arena;
	char *text;
	size_t n, room;
	bool is_in_row;
};

struct sheet *sheet_new(struct arena *arena)
{
	struct sheet *sheet = arena_new(arena, 1, sizeof *sheet);

	sheet->arena = arena;
	return sheet;
}

/* Room for so many more bytes and the end. */
static char *reach(struct sheet *sheet, size_t more)
{
	if (sheet->n + more + 1 > sheet->room) {
		size_t room = 2 * (sheet->n + more) + 1024;
		char *text = arena_new(sheet->arena, room, 1);

		if (sheet->n > 0)
			memcpy(text, sheet->text, sheet->n);
		sheet->text = text;
		sheet->room = room;
	}
	return sheet->text + sheet->n;
}

static void add(struct sheet *sheet, const char *text)
{
	size_t n = strlen(text);

	memcpy(reach(sheet, n), text, n);
	sheet->n += n;
}

static bool is_formula(const char *text)
{
	return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

void sheet_cell(struct sheet *sheet, const char *text)
{
	const char *cell = text == NULL ? "" : text;

	if (is_formula(cell))
		cell = arena_printf(sheet->arena, "'%s", cell);
	if (sheet->is_in_row)
		add(sheet, ",");
	sheet->is_in_row = true;

	size_t n = strlen(cell), most = csv_write(NULL, 0, cell, n);

	csv_write(reach(sheet, most), most, cell, n);
	sheet->n += most;
}

void sheet_end_row(struct sheet *sheet)
{
	add(sheet, "\r\n");
	sheet->is_in_row = false;
}

const char *sheet_text(struct sheet *sheet)
{
	*reach(sheet, 0) = '\0';
	return sheet->text;
}

bool sheet_is_wanted(struct request *request)
{
	const char *accept = request_header(request, "Accept");

	return accept != NULL && strstr(accept, "text/csv") != NULL &&
	       strstr(accept, "json") == NULL;
}
