/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "agenda.h"
#include "sheet.h"

/* No summary of a contact, as on the page: a file of this kind is sent on. */

static const char *const headings[] = {
	"part",
	"child",
	"name",
	"birth_date",
	"team",
	"open_since",
	"alerts",
	"titles",
	"why",
	"held_by",
	"last_held",
	"said",
	"new_contacts",
	"new_alerts",
	"new_decisions",
	"open_actions",
	"overdue_actions",
};
enum { COLUMNS = sizeof headings / sizeof *headings };

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* One member of each of a list, those that are there, "; " between them. */
static const char *joined(struct arena *arena, const json_t *list, const char *key)
{
	const char *text = "";
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		const json_t *value = json_object_get(one, key);
		const char *word = json_string_value(value);

		if (json_is_integer(value))
			word = arena_printf(arena, "%lld", (long long)json_integer_value(value));
		if (word != NULL && *word != '\0')
			text = arena_printf(arena, "%s%s%s", text, *text != '\0' ? "; " : "", word);
	}
	return text;
}

static const char *number(struct arena *arena, size_t n)
{
	return arena_printf(arena, "%zu", n);
}

static size_t count_actions(const json_t *meeting, bool is_overdue)
{
	const json_t *actions = json_object_get(meeting, "actions"), *one;
	size_t n = 0, i;

	json_array_foreach(actions, i, one)
		n += json_is_null(json_object_get(one, "done_at")) &&
		     (!is_overdue || json_is_true(json_object_get(one, "overdue")));
	return n;
}

/* Of one that was never discussed everything is new, so nothing is counted. */
static const char *count_new(struct arena *arena, const json_t *row, const char *part)
{
	const json_t *news = json_object_get(row, "new");

	return text_of(news, "since") == NULL
		       ? NULL
		       : number(arena, json_array_size(json_object_get(news, part)));
}

static const char *last_held(const json_t *row, bool is_closed)
{
	const json_t *last = json_object_get(row, "last_meeting");

	return !is_closed && json_is_null(last) ? "never" : text_of(last, "held_at");
}

static void add_row(struct arena *arena, struct sheet *sheet, const json_t *row, const char *part)
{
	const json_t *child = json_object_get(row, "child"),
		     *alerts = json_object_get(row, "alerts");
	const json_t *last = json_object_get(row, "last_meeting");
	bool is_closed = json_is_true(json_object_get(row, "restricted"));
	const char *cells[COLUMNS] = {
		part,
		is_closed ? NULL
			  : number(arena, (size_t)json_integer_value(json_object_get(child, "id"))),
		is_closed ? "A restricted family" : text_of(child, "name"),
		text_of(child, "birth_date"),
		text_of(row, "team"),
		text_of(row, "open_since"),
		joined(arena, alerts, "id"),
		joined(arena, alerts, "title"),
		joined(arena, alerts, "why"),
		joined(arena, alerts, "held_by"),
		last_held(row, is_closed),
		joined(arena, json_object_get(last, "said"), "said"),
		count_new(arena, row, "contacts"),
		count_new(arena, row, "alerts"),
		count_new(arena, row, "decisions"),
		is_closed ? NULL : number(arena, count_actions(last, false)),
		is_closed ? NULL : number(arena, count_actions(last, true)),
	};

	for (size_t i = 0; i < COLUMNS; i++)
		sheet_cell(sheet, cells[i]);
	sheet_end_row(sheet);
}

const char *agenda_csv(struct arena *arena, const json_t *agenda)
{
	struct sheet *sheet = sheet_new(arena);
	const json_t *row;
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		sheet_cell(sheet, headings[i]);
	sheet_end_row(sheet);
	json_array_foreach(json_object_get(agenda, "children"), i, row)
		add_row(arena, sheet, row, "agenda");
	json_array_foreach(json_object_get(agenda, "owed"), i, row)
		add_row(arena, sheet, row, "still owed");
	return sheet_text(sheet);
}
