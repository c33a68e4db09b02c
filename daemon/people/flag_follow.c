/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "flags.h"

/* POST /v1/flags/{id}/review and …/set-by-police: a flag is looked at again, and what the police did is
 * noted. */

enum { SCRIPT_S = 20, WHY_MOST = 1000, REFERENCE_MOST = 100 };

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

static void add_day(struct params *params, bool has, int32_t day)
{
	if (has)
		params_date(params, day);
	else
		params_null(params);
}

static bool bind_lock(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct flag_change *change = ask->part;

	params_int8(params, ask->id);
	ask_add_reader(ask, params);
	params_date(params, change->today);
	return true;
}

/* As far as review and police go alike. */
static bool take_lock(struct ask *ask, const struct rows *rows, struct err *err)
{
	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no flag of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	ask->alert = rows_int8(rows, 0, 2);
	return rows_bool(rows, 0, 1) ? flag_note_closed(ask, err) : true;
}

/* ---- Looked at again ---- */

static bool take_reviewed(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	const struct flag_change *change = ask->part;
	bool is_good = true;

	if (!take_lock(ask, rows, err))
		return false;
	if (rows_bool(rows, 0, 6))
		is_good = ask_note(ask, PROBLEM_CONFLICT,
				   "it ended on %s: if the danger is there again, advise a new one",
				   rows_text(rows, 0, 7));
	else if (change->has_review)
		is_good = flag_check_review(ask, change, rows_text(rows, 0, 3),
					    change->has_end ? change->end_day
							    : rows_date(rows, 0, 5));
	return is_good || ask_stop(ask, err);
}

static bool bind_review(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct flag_change *change = ask->part;

	params_int8(params, ask->id);
	params_text(params, change->what);
	params_text(params, ask->who.name);
	params_date(params, change->today);
	add_day(params, change->has_review, change->review_day);
	add_day(params, change->has_end, change->end_day);
	params_text(params, change->text);
	return true;
}

static bool bind_reviewed(void *context, struct params *params)
{
	const struct ask *ask = context;

	flag_add_note(ask, params, "flag-reviewed", ask->id);
	return true;
}

static bool read_review(struct ask *ask, struct flag_change *change)
{
	const char *answer = json_string_value(json_object_get(ask->body, "answer"));

	if (answer == NULL || (strcmp(answer, "keep") != 0 && strcmp(answer, "end") != 0))
		return ask_note_at(ask, "/answer", "answer is keep or end");
	change->what = strcmp(answer, "keep") == 0 ? "kept" : "ended";
	if (!ask_text(ask, "why", WHY_MOST, false, &change->text))
		return false;
	if (strcmp(answer, "end") == 0)
		return true;
	return flag_read_day(ask, "review_on", false, &change->has_review, &change->review_day) &&
	       flag_read_day(ask, "ends_on", true, &change->has_end, &change->end_day) &&
	       (!change->has_end || flag_check_end(ask, change, change->end_day));
}

static void serve_review(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "lock_flag", bind_lock, take_reviewed, STEP_WAIT },
		{ "review_flag", bind_review, NULL, 0 },
		{ "audit_note", bind_reviewed, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("a flag is looked at again", steps);
	struct flag_change *change = flag_change_new(ask);

	if (!ask_path_id(ask))
		return;
	if (read_review(ask, change))
		ask_run(ask, &script, ask_answer_empty);
	else
		ask_answer_problem(ask);
}

void flag_review_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER, true, serve_review };

	ask_begin(context, request, &errand);
}

/* ---- What the police did ---- */

static bool take_police(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	const struct flag_change *change = ask->part;

	if (!take_lock(ask, rows, err))
		return false;
	if (strcmp(change->what, "taken-off") != 0 || rows_bool(rows, 0, 6))
		return true;
	ask_note(
		ask, PROBLEM_CONFLICT,
		"the flag stands until %s: end it first, with a review, or say that it is not set, "
		"and why",
		rows_text(rows, 0, 7));
	return ask_stop(ask, err);
}

static bool bind_police(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct flag_change *change = ask->part;

	params_int8(params, ask->id);
	params_text(params, change->what);
	params_text(params, ask->who.name);
	params_date(params, change->has_on ? change->on_day : change->today);
	params_text(params, change->reference);
	params_text(params, change->text);
	return true;
}

static bool bind_police_noted(void *context, struct params *params)
{
	const struct ask *ask = context;

	flag_add_note(ask, params, "flag-police-said", ask->id);
	return true;
}

static bool read_police(struct ask *ask, struct flag_change *change)
{
	static const char *const answers[] = { "set", "not-set", "taken-off" };
	const char *answer = json_string_value(json_object_get(ask->body, "answer"));

	for (size_t i = 0; answer != NULL && i < sizeof answers / sizeof *answers; i++)
		if (strcmp(answer, answers[i]) == 0)
			change->what = answers[i];
	if (change->what == NULL)
		return ask_note_at(ask, "/answer", "answer is set, not-set or taken-off");

	bool is_not_set = strcmp(change->what, "not-set") == 0;

	if (!ask_text(ask, "because", WHY_MOST, !is_not_set, &change->text) ||
	    !ask_text(ask, "reference", REFERENCE_MOST, true, &change->reference) ||
	    !flag_read_day(ask, "on", is_not_set, &change->has_on, &change->on_day))
		return false;
	if (change->has_on && change->on_day > change->today)
		return ask_note_at(ask, "/on", "on is a day that has come: today at the latest");
	return true;
}

static void serve_police(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "lock_flag", bind_lock, take_police, STEP_WAIT },
		{ "note_flag_police", bind_police, NULL, 0 },
		{ "audit_note", bind_police_noted, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("what the police did about a flag", steps);
	struct flag_change *change = flag_change_new(ask);

	if (!ask_path_id(ask))
		return;
	if (read_police(ask, change))
		ask_run(ask, &script, ask_answer_empty);
	else
		ask_answer_problem(ask);
}

void flag_police_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_police };

	ask_begin(context, request, &errand);
}
