/* SPDX-License-Identifier: Apache-2.0 */
#include "flags.h"

#include "list.h"

/* GET /v1/flags and /v1/flags/{id}: what the police are advised to flag, and what became of it. */

enum { SCRIPT_S = 20 };

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

void flags_add_filter(const struct ask *ask, const char *name, struct params *params)
{
	const char *text = request_param(ask->request, name);

	params_text(params, text != NULL && *text != '\0' ? text : NULL);
}

/* ---- A list ---- */

struct filter {
	const char *state;
	int64_t alert, child;
	struct list_page page;
};

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_text(params, filter->state);
	flags_add_filter(ask, "reason", params);
	list_add_id(filter->alert, params);
	list_add_id(filter->child, params);
	params_date(params, ask_today(ask));
	if (filter->page.has_place) {
		params_date(params, (int32_t)filter->page.first);
		params_int8(params, filter->page.second);
	} else {
		params_null(params);
		params_null(params);
	}
	params_int4(params, (int32_t)filter->page.most);
	ask_add_reader(ask, params);
	return true;
}

static void serve_list(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_flags", bind_list, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("list flags for a person", steps);
	static const char *const states[] = { "standing",        "review-due", "ended",
					      "to-be-taken-off", "all",        NULL };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	ask->part = filter;
	ask->action = "flags-listed";
	if (list_word(ask, "state", states, &filter->state) &&
	    list_id(ask, "alert", &filter->alert) && list_id(ask, "child", &filter->child) &&
	    list_read_page_of_days(ask, &filter->page))
		ask_run(ask, &script, ask_answer);
	else
		ask_answer_problem(ask);
}

void flags_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_list };

	ask_begin(context, request, &errand);
}

/* ---- One of them ---- */

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no flag of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	ask->alert = rows_int8(rows, 0, 2);
	if (!rows_bool(rows, 0, 1))
		return true;
	ask_note_restricted(ask);
	return ask_stop(ask, err);
}

static bool bind_flag(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	params_date(params, ask_today(ask));
	return true;
}

static void serve_one(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_flag", ask_bind_id, take_open, STEP_WAIT },
		{ "api_flag", bind_flag, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("show a flag to a person", steps);

	if (!ask_path_id(ask))
		return;
	ask->action = "flag-viewed";
	ask->detail = arena_printf(ask->arena, "flag %lld", (long long)ask->id);
	ask_run(ask, &script, ask_answer);
}

void flag_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_one };

	ask_begin(context, request, &errand);
}
