/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "casework/audit.h"
#include "restrict.h"

/* Restricted families: who is named for one, and by whom. */

enum { SCRIPT_S = 20, REASON_LEAST = 20, REASON_MOST = 1000, PEOPLE_MOST = 50 };

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

bool restrict_bind_open(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	ask_add_reader(ask, params);
	return true;
}

bool restrict_take_child(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	struct saying *saying = ask->part;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no child of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_child(ask);
	saying->is_closed = rows_bool(rows, 0, 1);
	return true;
}

/* Only who may see a restricted record may change who else does. */
static bool take_open_child(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	const struct saying *saying = ask->part;

	if (!restrict_take_child(context, rows, err))
		return false;
	if (!saying->is_closed)
		return true;
	ask_note(ask, PROBLEM_FORBIDDEN,
		 "this is of a restricted family: those who are named for it, or the duty manager, "
		 "say who else may see it");
	return ask_stop(ask, err);
}

void restrict_add_note(const struct ask *ask, struct params *params, const char *action)
{
	const struct saying *saying = ask->part;

	audit_note_bind(params, &(struct audit_note){
					.actor = arena_printf(ask->arena, "user:%s", ask->who.name),
					.action = action,
					.child_ids = { &ask->id, 1 },
					.personal = saying->reason,
				});
}

bool restrict_read_reason(struct ask *ask, struct saying *saying)
{
	if (!ask_text(ask, "reason", REASON_MOST, false, &saying->reason))
		return false;
	if (strlen(saying->reason) < REASON_LEAST)
		return ask_note_at(ask, "/reason", "say why, in %d characters at least",
				   REASON_LEAST);
	return true;
}

/* ---- Restricting and releasing ---- */

static bool read_people(struct ask *ask, struct saying *saying)
{
	const json_t *list = json_object_get(ask->body, "people");

	saying->n_people = json_array_size(list);
	if (!json_is_array(list) || saying->n_people < 1 || saying->n_people > PEOPLE_MOST)
		return ask_note_at(ask, "/people",
				   "name 1 to %d people who may see the record, by their sign-in "
				   "names",
				   PEOPLE_MOST);
	saying->people = arena_new(ask->arena, saying->n_people, sizeof *saying->people);
	for (size_t i = 0; i < saying->n_people; i++) {
		saying->people[i] = json_string_value(json_array_get(list, i));
		if (saying->people[i] == NULL)
			return ask_note_at(ask, arena_printf(ask->arena, "/people/%zu", i),
					   "a sign-in name is a text");
	}
	return true;
}

static void add_people(const struct saying *saying, struct params *params)
{
	params_array(params, PARAM_TEXT, saying->n_people);
	for (size_t i = 0; i < saying->n_people; i++)
		params_add_text(params, saying->people[i]);
}

static bool bind_people(void *context, struct params *params)
{
	const struct ask *ask = context;

	add_people(ask->part, params);
	return true;
}

static bool take_unknown(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) == 0)
		return true;
	ask_note_at(ask, "/people",
		    "%zu of the names %s no account's: a name that nobody signs in "
		    "with would keep everybody out",
		    rows_count(rows), rows_count(rows) == 1 ? "is" : "are");
	return ask_stop(ask, err);
}

static bool bind_restriction(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct saying *saying = ask->part;

	params_int8(params, ask->id);
	add_people(saying, params);
	params_text(params, saying->reason);
	params_text(params, ask->who.name);
	return true;
}

static bool bind_restricted(void *context, struct params *params)
{
	restrict_add_note(context, params, "child-restricted");
	return true;
}

static void serve_restrict(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_child", restrict_bind_open, take_open_child, STEP_WAIT },
		{ "unknown_people", bind_people, take_unknown, STEP_WAIT },
		{ "restrict_child", bind_restriction, NULL, 0 },
		{ "audit_note", bind_restricted, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("restrict a child", steps);
	struct saying *saying = arena_new(ask->arena, 1, sizeof *saying);

	if (!ask_path_id(ask))
		return;
	ask->part = saying;
	if (restrict_read_reason(ask, saying) && read_people(ask, saying))
		ask_run(ask, &script, ask_answer_empty);
	else
		ask_answer_problem(ask);
}

void restrict_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER, true, serve_restrict };

	ask_begin(context, request, &errand);
}

static bool bind_release(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	params_text(params, ask->who.name);
	return true;
}

static bool take_release(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	struct saying *saying = ask->part;

	(void)err;
	saying->is_released = rows_count(rows) == 1;
	return true;
}

static bool bind_released(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct saying *saying = ask->part;

	if (saying->is_released) /* else it was released before */
		restrict_add_note(ask, params, "child-released");
	return saying->is_released;
}

static void serve_release(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_child", restrict_bind_open, take_open_child, STEP_WAIT },
		{ "release_child", bind_release, take_release, STEP_WAIT },
		{ "audit_note", bind_released, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("release a child", steps);

	if (!ask_path_id(ask))
		return;
	ask->part = arena_new(ask->arena, 1, sizeof(struct saying));
	ask_run(ask, &script, ask_answer_empty);
}

void release_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER, false, serve_release };

	ask_begin(context, request, &errand);
}
