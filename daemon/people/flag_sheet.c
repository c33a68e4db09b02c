/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "config/ruleset.h"
#include "flags.h"
#include "list.h"
#include "sheet.h"

/*
 * GET /v1/flags.csv: the list that the police work through. It leaves the building, so restricted families are
 * not in it, whoever asks; how many flags of theirs there are is said in its last line.
 */

enum { SCRIPT_S = 30 };

static const char *const columns[] = {
	"name",    "birth_date", "reason", "reason_title", "review_on",
	"ends_on", "state",      "to_do",  "flag",         "reference",
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static const char *reason_title(const struct ask *ask, const char *name)
{
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);
	const struct flag_reason *reason = ruleset != NULL ? ruleset_flag_reason(ruleset, name)
							   : NULL;

	return reason != NULL ? reason->title : name;
}

/* What the police have still to do about it, as far as they told. */
static const char *to_do(const json_t *flag)
{
	const char *police = text_of(flag, "police");

	if (json_is_true(json_object_get(flag, "to_be_taken_off")))
		return "take off";
	return police == NULL || strcmp(police, "taken-off") == 0 ? "set" : "";
}

static void add_flag(struct ask *ask, struct sheet *sheet, const json_t *flag)
{
	const json_t *child = json_object_get(flag, "child");
	const char *reason = text_of(flag, "reason");
	const char *cells[COLUMNS] = {
		text_of(child, "name"),
		text_of(child, "birth_date"),
		reason,
		reason_title(ask, reason),
		text_of(flag, "review_on"),
		text_of(flag, "ends_on"),
		text_of(flag, "state"),
		to_do(flag),
		arena_printf(ask->arena, "%lld",
			     (long long)json_integer_value(json_object_get(flag, "id"))),
		text_of(flag, "police_reference"),
	};

	for (size_t i = 0; i < COLUMNS; i++)
		sheet_cell(sheet, cells[i]);
	sheet_end_row(sheet);
}

static void add_left_out(struct ask *ask, struct sheet *sheet, long long n)
{
	sheet_cell(sheet, arena_printf(ask->arena,
				       "(%lld of restricted families %s not in this list: the duty "
				       "manager tells the police)",
				       n, n == 1 ? "is" : "are"));
	for (size_t i = 1; i < COLUMNS; i++)
		sheet_cell(sheet, NULL);
	sheet_end_row(sheet);
}

static void on_flags(struct ask *ask)
{
	const json_t *flags = json_object_get(ask->json, "flags"), *flag;
	long long left_out = json_integer_value(json_object_get(ask->json, "left_out"));
	struct sheet *sheet = sheet_new(ask->arena);
	struct date today = date_from_day(ask_today(ask));
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		sheet_cell(sheet, columns[i]);
	sheet_end_row(sheet);
	json_array_foreach(flags, i, flag)
		add_flag(ask, sheet, flag);
	if (left_out > 0)
		add_left_out(ask, sheet, left_out);
	request_add_header(ask->request, "Content-Disposition",
			   arena_printf(ask->arena,
					"attachment; filename=\"flags-%04d-%02d-%02d.csv\"",
					today.year, today.month, today.day));
	request_add_header(ask->request, "Flags-Left-Out",
			   arena_printf(ask->arena, "%lld", left_out));
	ask_answer_text(ask, SHEET_TYPE, sheet_text(sheet));
}

static bool bind_flags(void *context, struct params *params)
{
	const struct ask *ask = context;
	const char *state = ask->part;

	params_text(params, state);
	flags_add_filter(ask, "reason", params);
	params_date(params, ask_today(ask));
	return true;
}

static bool take_flags(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (!ask_take_json(context, rows, err))
		return false;
	ask_looks_at_children(ask, rows, 0, 1);
	ask->detail =
		arena_printf(ask->arena, "%zu flags, %lld left out",
			     json_array_size(json_object_get(ask->json, "flags")),
			     (long long)json_integer_value(json_object_get(ask->json, "left_out")));
	return true;
}

static void serve_sheet(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_flags_sheet", bind_flags, take_flags, STEP_WAIT },
		{ "audit_look", ask_bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "export flags for the police", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	static const char *const states[] = { "all", "standing", "review-due", "to-be-taken-off",
					      NULL };
	const char *state;

	ask->action = "flags-exported";
	if (list_word(ask, "state", states, &state)) {
		ask->part = arena_strdup(ask->arena, state);
		ask_run(ask, &script, on_flags);
	} else {
		ask_answer_problem(ask);
	}
}

void flag_sheet_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_sheet };

	ask_begin(context, request, &errand);
}
