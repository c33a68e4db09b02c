/* SPDX-License-Identifier: Apache-2.0 */
#include "meetings.h"

/*
 * POST /v1/meetings and what comes of one: held, changed, cancelled, a part that comes later, and that what
 * had to follow need not. Each is one transaction with its audit rows.
 */

enum { SCRIPT_S = 20 };

/* ---- Called ---- */

static bool bind_call(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	params_text(params, meeting->kind);
	params_time(params, meeting->called_us);
	params_text(params, ask->who.name);
	params_time(params, meeting->planned_us);
	params_text(params, meeting->place);
	params_array(params, PARAM_TEXT, meeting->n_invited);
	for (size_t i = 0; i < meeting->n_invited; i++)
		params_add_text(params, meeting->invited[i]);
	params_array(params, PARAM_INT8, meeting->n_alerts);
	for (size_t i = 0; i < meeting->n_alerts; i++)
		params_add_int8(params, meeting->alerts[i].child);
	params_array(params, PARAM_INT8, meeting->n_alerts);
	for (size_t i = 0; i < meeting->n_alerts; i++)
		params_add_int8(params, meeting->alerts[i].alert);
	params_text(params, arena_printf(ask->arena, "user:%s", ask->who.name));
	return true;
}

static bool take_id(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	(void)err;
	ask->id = rows_int8(rows, 0, 0);
	return true;
}

/* ---- The other changes ---- */

static bool bind_part(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	params_int8(params, ask->id);
	params_text(params, meeting->agency);
	params_text(params, meeting->note);
	params_time(params, meeting->now_us);
	return true;
}

static bool take_part(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) > 0)
		return true;
	ask_note(ask, PROBLEM_CONFLICT, "that agency has sent its part before: it stands there");
	return ask_stop(ask, err);
}

static bool bind_plan(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	params_int8(params, ask->id);
	if (meeting->planned_us != 0)
		params_time(params, meeting->planned_us);
	else
		params_null(params);
	params_text(params, meeting->place);
	params_array(params, PARAM_TEXT, meeting->n_invited);
	for (size_t i = 0; i < meeting->n_invited; i++)
		params_add_text(params, meeting->invited[i]);
	params_time(params, meeting->now_us);
	return true;
}

static bool bind_reason(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	params_int8(params, ask->id);
	params_time(params, meeting->now_us);
	params_text(params, ask->who.name);
	params_text(params, meeting->reason);
	return true;
}

/* ---- What may be done with one, a row each ---- */

#define HELD_STEPS                                                                \
	{ "note_meeting", meeting_bind_held, NULL, 0 },                           \
		{ "insert_actions", meeting_bind_actions, NULL, 0 },              \
		{ "start_action_clocks", meeting_bind_action_clocks, NULL, 0 },   \
		{ "start_conference_clocks", meeting_bind_next_clocks, NULL, 0 }, \
	{                                                                         \
		"end_conference_clocks", meeting_bind_ended_clocks, NULL, 0       \
	}

/* It is audited and shown as it stands then. */
#define LAST_STEPS                                                       \
	{ "audit_notes", meeting_bind_notes, NULL, 0 },                  \
		{ "api_meeting", meeting_bind_whole, ask_take_json, 0 }, \
	{                                                                \
		"commit", NULL, NULL, 0                                  \
	}

static const struct step call_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "find_meeting_alerts", meeting_bind_alerts, meeting_take_alerts, STEP_WAIT },
	{ "insert_meeting", bind_call, take_id, STEP_WAIT },
	HELD_STEPS,
	LAST_STEPS,
};
static const struct step held_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_meeting", meeting_bind_lock, meeting_take_to_hold, STEP_WAIT },
	HELD_STEPS,
	LAST_STEPS,
};
static const struct step part_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_meeting", meeting_bind_lock, meeting_take_lock, STEP_WAIT },
	{ "contribute_meeting", bind_part, take_part, STEP_WAIT },
	LAST_STEPS,
};
static const struct step plan_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_meeting", meeting_bind_lock, meeting_take_planned, STEP_WAIT },
	{ "plan_meeting", bind_plan, NULL, 0 },
	LAST_STEPS,
};
static const struct step cancel_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_meeting", meeting_bind_lock, meeting_take_planned, STEP_WAIT },
	{ "cancel_meeting", bind_reason, NULL, 0 },
	LAST_STEPS,
};
static const struct step waive_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_meeting", meeting_bind_lock, meeting_take_followed, STEP_WAIT },
	{ "waive_meeting", bind_reason, NULL, 0 },
	{ "end_conference_clocks", meeting_bind_ended_clocks, NULL, 0 },
	LAST_STEPS,
};

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

struct meeting_deed {
	bool (*read)(struct ask *ask, struct meeting *ret);
	const char *action; /* of the audit rows with what was said */
	bool has_id;
	struct script script;
};

static const struct meeting_deed call = { meeting_read_call, "meeting-held", false,
					  SCRIPT("call a meeting", call_steps) };
static const struct meeting_deed hold = { meeting_read_held, "meeting-held", true,
					  SCRIPT("note a meeting as held", held_steps) };
static const struct meeting_deed part = { meeting_read_part, "meeting-part-sent", true,
					  SCRIPT("note an agency's part", part_steps) };
static const struct meeting_deed plan = { meeting_read_plan, "meeting-changed", true,
					  SCRIPT("change a meeting", plan_steps) };
static const struct meeting_deed cancel = { meeting_read_reason, "meeting-cancelled", true,
					    SCRIPT("cancel a meeting", cancel_steps) };
static const struct meeting_deed waive = { meeting_read_reason, "following-waived", true,
					   SCRIPT("waive what follows a meeting", waive_steps) };

/* The rules in force are there: what a person says is in their words. */
static void on_rules(void *context, const struct err *err)
{
	struct ask *ask = context;
	struct meeting *meeting = ask->part;
	const struct meeting_deed *deed = meeting->deed;

	if (err != NULL) {
		ask_fail(ask, err);
		return;
	}
	if (!deed->read(ask, meeting)) {
		ask_answer_problem(ask);
		return;
	}
	/* That it was called is audited by the statement. */
	ask->action = deed != &call || meeting->is_held ? deed->action : NULL;
	ask_run(ask, &deed->script, meeting_answer);
}

static void serve(struct ask *ask, const struct meeting_deed *deed)
{
	struct meeting *meeting = arena_new(ask->arena, 1, sizeof *meeting);

	if (deed->has_id && !ask_path_id(ask))
		return;
	meeting->deed = deed;
	meeting->pointer = "";
	ask->part = meeting;
	rulesets_load(ask->people->rulesets, 0, on_rules, ask);
}

static void serve_call(struct ask *ask)
{
	serve(ask, &call);
}

void meeting_call_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, BODY_LONG, serve_call };

	ask_begin(context, request, &errand);
}

static void serve_held(struct ask *ask)
{
	serve(ask, &hold);
}

void meeting_held_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, BODY_LONG, serve_held };

	ask_begin(context, request, &errand);
}

static void serve_contribution(struct ask *ask)
{
	serve(ask, &part);
}

void meeting_contribution_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_contribution };

	ask_begin(context, request, &errand);
}

static void serve_plan(struct ask *ask)
{
	serve(ask, &plan);
}

void meeting_plan_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_plan };

	ask_begin(context, request, &errand);
}

static void serve_cancel(struct ask *ask)
{
	serve(ask, &cancel);
}

void meeting_cancel_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_cancel };

	ask_begin(context, request, &errand);
}

static void serve_waive(struct ask *ask)
{
	serve(ask, &waive);
}

void meeting_waive_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER, true, serve_waive };

	ask_begin(context, request, &errand);
}
