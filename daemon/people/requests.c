/* SPDX-License-Identifier: Apache-2.0 */
#include "requests.h"

#include "list.h"

/* /v1/requests: what agencies were asked, and what became of it. They are made by request_make.c, and
 * answered by request_settle.c. */

enum { SCRIPT_S = 20 };

/* ---- A list ---- */

struct filter {
	const char *state, *agency;
	int64_t alert, child;
	struct list_page page;
};

static bool read_filter(struct ask *ask, struct filter *filter)
{
	static const char *const states[] = { "open",      "overdue", "answered",
					      "withdrawn", "all",     NULL };

	filter->agency = request_param(ask->request, "agency");
	return list_word(ask, "state", states, &filter->state) &&
	       list_id(ask, "alert", &filter->alert) && list_id(ask, "child", &filter->child) &&
	       list_read_page(ask, &filter->page);
}

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_text(params, filter->state);
	params_text(params, filter->agency);
	list_add_id(filter->alert, params);
	list_add_id(filter->child, params);
	list_add_place(&filter->page, params);
	params_int4(params, (int32_t)filter->page.most);
	ask_add_reader(ask, params);
	return true;
}

static void serve_list(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_requests", bind_list, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list requests for a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	ask->part = filter;
	ask->action = "requests-listed";
	if (!read_filter(ask, filter)) {
		ask_answer_problem(ask);
		return;
	}
	ask->alert = filter->alert;
	ask->children = &filter->child;
	ask->n_children = filter->child != 0 ? 1 : 0;
	ask_run(ask, &script, ask_answer);
}

void requests_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_list };

	ask_begin(context, request, &errand);
}

/* ---- One of them ---- */

bool inquiry_bind_open(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	ask_add_reader(ask, params);
	return true;
}

bool inquiry_take(struct ask *ask, const struct rows *rows, struct err *err)
{
	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no request of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	ask->alert = rows_int8(rows, 0, 2);
	if (!rows_bool(rows, 0, 1))
		return true;
	ask_note_restricted(ask);
	return ask_stop(ask, err);
}

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	return inquiry_take(context, rows, err);
}

bool inquiry_bind(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	return true;
}

static void serve_one(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_request", inquiry_bind_open, take_open, STEP_WAIT },
		{ "api_request", inquiry_bind, ask_take_json, 0 },
		{ "audit_look", ask_bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show a request to a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };

	if (!ask_path_id(ask))
		return;
	ask->action = "request-viewed";
	ask->detail = arena_printf(ask->arena, "request %lld", (long long)ask->id);
	ask_run(ask, &script, ask_answer);
}

void request_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_one };

	ask_begin(context, request, &errand);
}
