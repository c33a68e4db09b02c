/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/log.h"
#include "casework/ops.h"
#include "restrict.h"

/*
 * Opening a restricted record with a reason, and the auditor's list of who did. Log and notices tell that a
 * record was opened, by its number in that list alone.
 */

enum { SCRIPT_S = 20, PAGE = 50, PAGE_MOST = 200 };

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

/* ---- Breaking the glass ---- */

static bool take_closed_child(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	const struct saying *saying = ask->part;

	if (!restrict_take_child(context, rows, err))
		return false;
	if (saying->is_closed)
		return true;
	ask_note(ask, PROBLEM_CONFLICT, "this record is open to you: look at it as at any other");
	return ask_stop(ask, err);
}

static bool bind_glass(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct saying *saying = ask->part;

	params_int8(params, ask->id);
	params_text(params, ask->who.name);
	params_text(params, saying->reason);
	params_int4(params, ask->people->settings->access.glass_minutes * 60);
	return true;
}

static bool take_glass(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	struct saying *saying = ask->part;

	(void)err;
	saying->glass = rows_int8(rows, 0, 0);
	saying->until_us = rows_time(rows, 0, 1);
	return true;
}

static bool bind_broken(void *context, struct params *params)
{
	restrict_add_note(context, params, "glass-broken");
	return true;
}

static bool bind_auditors(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct saying *saying = ask->part;
	const char *text = arena_printf(ask->arena,
					"A restricted family's record was opened with a reason. "
					"Opening %lld waits for an auditor.",
					(long long)saying->glass);

	return ops_bind_auditors(params, ask->people->settings, &text, 1);
}

static void on_broken(struct ask *ask)
{
	const struct saying *saying = ask->part;
	char until[32];

	ask->people->glass_broken++;
	log_notice("a restricted record was opened with a reason: opening %lld waits for the "
		   "auditor",
		   (long long)saying->glass);
	time_format(saying->until_us / 1000000 * 1000000, until);
	ask_answer_json(ask, 201,
			json_pack("{s:I, s:I, s:s, s:s}", "id", (json_int_t)saying->glass, "child",
				  (json_int_t)ask->id, "until", until, "note",
				  "The auditor is told that you opened this record, and why."));
}

static void serve_glass_break(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_child", restrict_bind_open, take_closed_child, STEP_WAIT },
		{ "break_glass", bind_glass, take_glass, STEP_WAIT },
		{ "audit_note", bind_broken, NULL, 0 },
		{ "insert_ops_notices", bind_auditors, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("open a restricted record", steps);
	struct saying *saying = arena_new(ask->arena, 1, sizeof *saying);

	if (!ask_path_id(ask))
		return;
	ask->part = saying;
	if (restrict_read_reason(ask, saying))
		ask_run(ask, &script, on_broken);
	else
		ask_answer_problem(ask);
}

void glass_break_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_glass_break };

	ask_begin(context, request, &errand);
}

/* ---- The auditor ---- */

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct saying *saying = ask->part;

	params_bool(params, saying->unreviewed);
	params_int8(params, saying->before);
	params_int4(params, (int32_t)saying->most);
	return true;
}

static void serve_glass(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_glass", bind_list, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("list opened records", steps);
	struct saying *saying = arena_new(ask->arena, 1, sizeof *saying);
	const char *state = request_param(ask->request, "state");

	ask->part = saying;
	ask->action = "glass-listed";
	saying->unreviewed = state == NULL || strcmp(state, "unreviewed") == 0;
	if (!saying->unreviewed && strcmp(state, "all") != 0)
		ask_note(ask, PROBLEM_MALFORMED, "state is unreviewed or all");
	if (ask->is_refused || !ask_param_number(ask, "after", 1, INT64_MAX, 0, &saying->before) ||
	    !ask_param_number(ask, "limit", 1, PAGE_MOST, PAGE, &saying->most))
		ask_answer_problem(ask);
	else
		ask_run(ask, &script, ask_answer);
}

void glass_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_AUDITOR, false, serve_glass };

	ask_begin(context, request, &errand);
}

static bool bind_review(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	params_text(params, ask->who.name);
	return true;
}

static bool take_review(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) > 0)
		return true;
	ask_note(ask, PROBLEM_NOT_FOUND, "there is no opening of that id");
	return ask_stop(ask, err);
}

static void serve_review(struct ask *ask)
{
	static const struct step steps[] = { { "review_glass", bind_review, take_review, 0 } };
	static const struct script script = SCRIPT("review an opened record", steps);

	if (ask_path_id(ask))
		ask_run(ask, &script, ask_answer_empty);
}

void glass_review_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_AUDITOR, false, serve_review };

	ask_begin(context, request, &errand);
}
