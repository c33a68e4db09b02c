/* SPDX-License-Identifier: Apache-2.0 */
#include "meetings.h"

#include <string.h>

#include "list.h"

/* GET /v1/meetings and /v1/meetings/{id}: who was called, who came, what each agency still owes. A meeting
 * decides nothing: the alerts on which it is are decided as ever. */

enum { SCRIPT_S = 20 };

#define DECIDES_NOTHING                                                                      \
	"A meeting decides nothing here: the decision on each alert stays its own. It does " \
	"not replace your ordinary route: if a child may be at risk, refer as you always "   \
	"do."

struct filter {
	const char *state, *kind;
	int64_t alert, child;
	struct list_page page;
};

/* ---- Who should have been invited ---- */

static bool is_invited(const json_t *meeting, const char *agency)
{
	const json_t *list = json_object_get(meeting, "agencies"), *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (strcmp(json_string_value(json_object_get(one, "agency")), agency) == 0 &&
		    (json_is_string(json_object_get(one, "invited_at")) ||
		     json_is_true(json_object_get(one, "attended"))))
			return true;
	return false;
}

/* "not_invited": whom its kind should not be without, by the rules in force. */
static void tell_lacking(const struct ask *ask, json_t *meeting)
{
	const struct ruleset *ruleset = meeting_rules(ask);
	const char *name = json_string_value(json_object_get(meeting, "kind"));
	const struct meeting_kind *kind = ruleset != NULL ? ruleset_meeting(ruleset, name) : NULL;
	json_t *lacking = json_array();

	for (size_t i = 0; kind != NULL && i < kind->n_needs_agencies; i++)
		if (!is_invited(meeting, kind->needs_agencies[i]))
			json_array_append_new(lacking, json_string(kind->needs_agencies[i]));
	if (json_is_false(json_object_get(meeting, "restricted")))
		json_object_set_new(meeting, "not_invited", lacking);
	else
		json_decref(lacking);
}

/* ---- A list ---- */

static bool read_filter(struct ask *ask, struct filter *filter)
{
	static const char *const states[] = {
		"planned", "held", "cancelled", "owing", "all", NULL
	};

	filter->kind = request_param(ask->request, "kind");
	return list_word(ask, "state", states, &filter->state) &&
	       list_id(ask, "alert", &filter->alert) && list_id(ask, "child", &filter->child) &&
	       list_read_page(ask, &filter->page);
}

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_text(params, filter->state);
	params_text(params, filter->kind);
	list_add_id(filter->alert, params);
	list_add_id(filter->child, params);
	params_date(params, ask_today(ask));
	list_add_place(&filter->page, params);
	params_int4(params, (int32_t)filter->page.most);
	ask_add_reader(ask, params);
	return true;
}

static bool take_list(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	json_t *one;
	size_t i;

	if (!ask_take_json(context, rows, err))
		return false;
	json_array_foreach(json_object_get(ask->json, "meetings"), i, one)
		tell_lacking(ask, one);
	return true;
}

static void serve_list(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_meetings", bind_list, take_list, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list meetings for a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	ask->part = filter;
	ask->action = "meetings-listed";
	if (read_filter(ask, filter))
		ask_run(ask, &script, ask_answer);
	else
		ask_answer_problem(ask);
}

void meetings_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_list };

	ask_begin(context, request, &errand);
}

/* ---- One of them ---- */

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	long long child;

	if (rows_count(rows) == 0 || rows_is_null(rows, 0, 0)) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no meeting of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	if (!rows_bool(rows, 0, 1))
		return true;
	child = (long long)rows_int8(rows, 0, 2);
	ask_note(ask, PROBLEM_FORBIDDEN,
		 "this is of a restricted family: ask those who are named for it, or the duty "
		 "manager. If you must see it now, open child %lld with a reason (POST "
		 "/v1/children/%lld/break-glass); the auditor is told",
		 child, child);
	return ask_stop(ask, err);
}

bool meeting_bind_whole(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	params_date(params, ask_today(ask));
	ask_add_reader(ask, params);
	return true;
}

void meeting_answer(struct ask *ask)
{
	tell_lacking(ask, ask->json);
	json_object_set_new(ask->json, "remark", json_string(DECIDES_NOTHING));
	ask_answer(ask);
}

static void serve_one(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_meeting", ask_bind_id, take_open, STEP_WAIT },
		{ "api_meeting", meeting_bind_whole, ask_take_json, 0 },
		{ "audit_look", ask_bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show a meeting to a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };

	if (!ask_path_id(ask))
		return;
	ask->action = "meeting-viewed";
	ask->detail = arena_printf(ask->arena, "meeting %lld", (long long)ask->id);
	ask_run(ask, &script, meeting_answer);
}

void meeting_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_one };

	ask_begin(context, request, &errand);
}
