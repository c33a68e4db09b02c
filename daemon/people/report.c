/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "base/clock.h"
#include "config/ruleset.h"
#include "sheet.h"

/* GET /v1/reports/partnership: figures by agency and month, as JSON or, where the client would rather have
 * it, as CSV. Nothing in it is of one child. */

enum { SCRIPT_S = 30, MONTHS = 12, MONTHS_MOST = 60 };

struct span_of_months {
	int32_t first, after; /* days */
	const char *zone;
};

static const char *const columns[] = {
	"agency",
	"month",
	"contacts",
	"repeats",
	"nfa",
	"nfa_runs",
	"alerts",
	"decided",
	"decided_in_time",
	"feedback",
	"feedback_in_time",
	"requests",
	"requests_in_time",
	"requests_late",
	"requests_overdue",
	"requests_withheld",
};

/* ---- Which months ---- */

/* "2026-01" → its first day. */
static bool read_month(const char *text, int32_t *ret_day)
{
	char day[11];

	if (strlen(text) != 7)
		return false;
	snprintf(day, sizeof day, "%s-01", text);
	return date_parse(day, ret_day);
}

/* The first day of a month n months on. */
static int32_t month_on(int32_t day, int n)
{
	struct date date = date_from_day(day);
	int months = date.year * 12 + date.month - 1 + n;

	return date_to_day((struct date){ months / 12, months % 12 + 1, 1 });
}

static bool read_months(struct ask *ask, const struct ruleset *ruleset, struct span_of_months *ret)
{
	const char *from = request_param(ask->request, "from");
	const char *until = request_param(ask->request, "until");
	int32_t last = month_on(zone_local_day(ruleset->zone, clock_now_us()), 0);

	if (until != NULL && !read_month(until, &last))
		return ask_note(ask, PROBLEM_MALFORMED, "until is a month, as in 2026-03");
	ret->after = month_on(last, 1);
	ret->first = month_on(ret->after, -MONTHS);
	if (from != NULL && !read_month(from, &ret->first))
		return ask_note(ask, PROBLEM_MALFORMED, "from is a month, as in 2026-01");
	if (ret->first >= ret->after || month_on(ret->first, MONTHS_MOST) < ret->after)
		return ask_note(ask, PROBLEM_MALFORMED,
				"from is before until, and %d months at most", MONTHS_MOST);
	ret->zone = zone_name(ruleset->zone);
	return true;
}

static bool bind_months(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct span_of_months *months = ask->part;

	params_date(params, months->first);
	params_date(params, months->after);
	params_text(params, months->zone);
	return true;
}

/* ---- CSV ---- */

/* A word of the config, which holds no quotes; or a number; null is "". */
static const char *cell(struct arena *arena, const json_t *value)
{
	if (json_is_integer(value))
		return arena_printf(arena, "%lld", (long long)json_integer_value(value));
	return json_is_string(value) ? json_string_value(value) : "";
}

static void answer_csv(struct ask *ask)
{
	const json_t *rows = json_object_get(ask->json, "rows"), *row;
	size_t n_columns = sizeof columns / sizeof *columns, size = 1, used = 0, i;
	struct arena *arena = ask->arena;
	const char **lines = arena_new(arena, json_array_size(rows) + 1, sizeof *lines);
	char *text;

	for (size_t c = 0; c < n_columns; c++)
		lines[0] = arena_printf(arena, "%s%s%s", c > 0 ? lines[0] : "", c > 0 ? "," : "",
					columns[c]);
	json_array_foreach(rows, i, row)
		for (size_t c = 0; c < n_columns; c++)
			lines[i + 1] = arena_printf(arena, "%s%s%s", c > 0 ? lines[i + 1] : "",
						    c > 0 ? "," : "",
						    cell(arena, json_object_get(row, columns[c])));
	for (i = 0; i <= json_array_size(rows); i++)
		size += strlen(lines[i]) + 2;
	text = arena_new(arena, size, 1);
	for (i = 0; i <= json_array_size(rows); i++)
		used += (size_t)snprintf(text + used, size - used, "%s\r\n", lines[i]);
	ask_answer_text(ask, "text/csv; charset=utf-8", text);
}

static void on_report(struct ask *ask)
{
	if (sheet_is_wanted(ask->request))
		answer_csv(ask);
	else
		ask_answer(ask);
}

/* What has figures of its own goes beside those by agency and month. */
static bool take_part(struct ask *ask, const char *name, const struct rows *rows, struct err *err)
{
	json_error_t error;
	json_t *part = json_loads(rows_text(rows, 0, 0), 0, &error);

	if (part == NULL)
		return err_set(err, ERR_FATAL, "the database's JSON cannot be read: %s",
			       error.text);
	json_object_set_new(ask->json, name, part);
	return true;
}

static bool take_flags(void *context, const struct rows *rows, struct err *err)
{
	return take_part(context, "flags", rows, err);
}

static bool take_meetings(void *context, const struct rows *rows, struct err *err)
{
	return take_part(context, "meetings", rows, err);
}

static void serve_report(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_partnership", bind_months, ask_take_json, STEP_WAIT },
		{ "api_flag_figures", bind_months, take_flags, STEP_WAIT },
		{ "api_meeting_figures", bind_months, take_meetings, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "report to the partnership", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);
	struct span_of_months *months = arena_new(ask->arena, 1, sizeof *months);

	ask->part = months;
	ask->action = "report-read";
	ask->detail = "partnership";
	if (strcmp(request_segment(ask->request, 0), "partnership") != 0)
		ask_note(ask, PROBLEM_NOT_FOUND, "the one report is partnership");
	else if (ruleset == NULL)
		ask_note(ask, PROBLEM_UNAVAILABLE, "no rules are in force yet");
	else
		read_months(ask, ruleset, months);
	if (ask->is_refused)
		ask_answer_problem(ask);
	else
		ask_run(ask, &script, on_report);
}

void report_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER | ROLE_AUDITOR, false, serve_report };

	ask_begin(context, request, &errand);
}
