/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "list.h"

/* /v1/actions: what decisions asked somebody to do, and that it is done. */

enum { SCRIPT_S = 20, NOTE_MOST = 1000 };

struct filter {
	const char *state, *owner, *agency;
	int32_t due, today;
	bool has_due, is_overdue;
	struct list_page page;
	const char *note; /* done */
	const char *done_at, *done_by;
};

static bool read_due(struct ask *ask, struct filter *filter)
{
	const char *due = request_param(ask->request, "due");

	filter->has_due = due != NULL;
	if (due != NULL && !date_parse(due, &filter->due))
		return ask_note(ask, PROBLEM_MALFORMED, "due is a date, as in 2026-01-31");
	return true;
}

static bool read_filter(struct ask *ask, struct filter *filter)
{
	static const char *const states[] = { "open", "done", "all", NULL };
	const char *overdue = request_param(ask->request, "overdue");

	filter->owner = request_param(ask->request, "owner");
	filter->agency = request_param(ask->request, "agency");
	filter->is_overdue = overdue != NULL && strcmp(overdue, "0") != 0;
	filter->today = ask_today(ask);
	return list_word(ask, "state", states, &filter->state) && read_due(ask, filter) &&
	       list_read_page_of_days(ask, &filter->page);
}

static void add_date(struct params *params, bool has, int32_t day)
{
	if (has)
		params_date(params, day);
	else
		params_null(params);
}

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_text(params, filter->state);
	params_text(params, filter->owner);
	params_text(params, filter->agency);
	add_date(params, filter->has_due, filter->due);
	params_bool(params, filter->is_overdue);
	params_date(params, filter->today);
	add_date(params, filter->page.has_place, (int32_t)filter->page.first);
	params_int8(params, filter->page.second);
	params_int4(params, (int32_t)filter->page.most);
	ask_add_reader(ask, params);
	return true;
}

static void serve_list(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_actions", bind_list, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list actions for a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	ask->part = filter;
	ask->action = "actions-listed";
	if (read_filter(ask, filter))
		ask_run(ask, &script, ask_answer);
	else
		ask_answer_problem(ask);
}

void actions_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_list };

	ask_begin(context, request, &errand);
}

/* ---- Done ---- */

static bool bind_done(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_int8(params, ask->id);
	params_text(params, ask->who.name);
	params_text(params, filter->note);
	params_bool(params, (ask->who.roles & ROLE_DUTY) != 0);
	return true;
}

static bool take_done(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no action of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	if (rows_bool(rows, 0, 1)) {
		ask_note_restricted(ask);
		return ask_stop(ask, err);
	}
	if (rows_is_null(rows, 0, 2))
		return true;
	ask_note(ask, PROBLEM_CONFLICT, "it was done before: %s said so at %s",
		 rows_text(rows, 0, 3), rows_text(rows, 0, 2));
	return ask_stop(ask, err);
}

static void serve_done(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "finish_action", bind_done, take_done, STEP_WAIT },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "an action is done", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	if (!ask_path_id(ask))
		return;
	ask->part = filter;
	if (ask_text(ask, "note", NOTE_MOST, true, &filter->note))
		ask_run(ask, &script, ask_answer_empty);
	else
		ask_answer_problem(ask);
}

void action_done_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_done };

	ask_begin(context, request, &errand);
}
