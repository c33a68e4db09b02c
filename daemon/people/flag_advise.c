/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "config/ruleset.h"
#include "flags.h"

/*
 * POST /v1/alerts/{id}/flags: a flag is advised. The same reason does not stand twice for one child: that
 * police markers were inconsistent is what an inspection found.
 */

enum { SCRIPT_S = 20, NOTE_MOST = 500 };

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

static bool read_reason(struct ask *ask, struct flag_change *change)
{
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);
	const char *all = "";

	if (ruleset == NULL || ruleset->n_flag_reasons == 0)
		return ask_note_at(ask, "/reason",
				   "no reasons for flags are declared yet: ops staff write "
				   "flag_reasons in rules.conf");
	if (!ask_text(ask, "reason", 64, false, &change->reason))
		return false;
	if (ruleset_flag_reason(ruleset, change->reason) != NULL)
		return true;
	for (size_t i = 0; i < ruleset->n_flag_reasons && strlen(all) < 300; i++)
		all = arena_printf(ask->arena, "%s%s%s", all, i > 0 ? ", " : "",
				   ruleset->flag_reasons[i].name);
	return ask_note_at(ask, "/reason", "reason is one of: %s", all);
}

static bool read_advice(struct ask *ask, struct flag_change *change)
{
	return read_reason(ask, change) && ask_text(ask, "note", NOTE_MOST, false, &change->text) &&
	       ask_number(ask, "about", true, &change->about) &&
	       flag_read_day(ask, "review_on", false, &change->has_review, &change->review_day) &&
	       flag_read_day(ask, "ends_on", false, &change->has_end, &change->end_day) &&
	       flag_check_end(ask, change, change->end_day) &&
	       flag_check_review(ask, change, change->reason, change->end_day);
}

static bool bind_child(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct flag_change *change = ask->part;

	params_int8(params, ask->id);
	if (change->about != 0)
		params_int8(params, change->about);
	else
		params_null(params);
	ask_add_reader(ask, params);
	return true;
}

static const char *ids_words(struct arena *arena, const struct rows *rows, int column)
{
	const char *words = "";

	for (size_t i = 0; i < rows_array_count(rows, 0, column) && i < 20; i++)
		words = arena_printf(arena, "%s%s%lld", words, i > 0 ? ", " : "",
				     (long long)rows_array_int8(rows, 0, column, i));
	return words;
}

static bool take_child(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	struct flag_change *change = ask->part;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no alert of that id");
		return ask_stop(ask, err);
	}
	ask->alert = ask->id;
	ask_looks_at_children(ask, rows, 0, 1);
	if (rows_bool(rows, 0, 2))
		return flag_note_closed(ask, err);
	if (rows_is_null(rows, 0, 3)) {
		ask_note_at(ask, "/about", "say which of the alert's children it is about: %s",
			    ids_words(ask->arena, rows, 1));
		return ask_stop(ask, err);
	}
	int64_t *both = arena_new(ask->arena, 2, sizeof *both);

	change->child = rows_int8(rows, 0, 0);
	both[0] = change->about = rows_int8(rows, 0, 3);
	both[1] = rows_is_null(rows, 0, 4) ? both[0] : rows_int8(rows, 0, 4);
	ask->children = both;
	ask->n_children = both[0] == both[1] ? 1 : 2;
	return true;
}

static bool bind_advice(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct flag_change *change = ask->part;

	params_int8(params, change->child);
	params_int8(params, ask->id);
	params_int8(params, change->about);
	params_text(params, change->reason);
	params_text(params, change->text);
	params_text(params, ask->who.name);
	params_date(params, change->review_day);
	params_date(params, change->end_day);
	params_date(params, change->today);
	return true;
}

static bool take_advice(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	struct flag_change *change = ask->part;

	(void)err;
	change->flag = rows_is_null(rows, 0, 0) ? 0 : rows_int8(rows, 0, 0);
	change->twin = rows_is_null(rows, 0, 1) ? 0 : rows_int8(rows, 0, 1);
	if (change->twin != 0)
		change->twin_until = arena_strdup(ask->arena, rows_text(rows, 0, 2));
	return true;
}

static bool bind_advised(void *context, struct params *params)
{
	const struct ask *ask = context;
	struct flag_change *change = ask->part;

	change->what = change->reason;
	if (change->twin == 0)
		flag_add_note(ask, params, "flag-advised", change->flag);
	return change->twin == 0;
}

/* The one that stands is in the problem document as well, so that a page can lead to it. */
static void refuse_twin(struct ask *ask, const struct flag_change *change)
{
	ask_note(ask, PROBLEM_CONFLICT,
		 "flag %lld stands for this child and reason until %s: review that one in place of "
		 "a second, so that the police have one marker for one reason",
		 (long long)change->twin, change->twin_until);

	json_t *problem = problem_json(&ask->problem);

	json_object_set_new(problem, "flag", json_integer(change->twin));
	request_add_header(ask->request, "Content-Type", "application/problem+json");
	ask_answer_json(ask, problem_status(PROBLEM_CONFLICT), problem);
}

static void on_advised(struct ask *ask)
{
	const struct flag_change *change = ask->part;

	if (change->twin != 0)
		refuse_twin(ask, change);
	else
		ask_answer_json(ask, 201,
				json_pack("{s:I, s:s}", "id", (json_int_t)change->flag, "note",
					  "This is advice: nothing is set in the police's system "
					  "until the police set it. Note here what they did."));
}

static void serve_advise(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "find_flag_child", bind_child, take_child, STEP_WAIT },
		{ "insert_flag", bind_advice, take_advice, STEP_WAIT },
		{ "audit_note", bind_advised, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("a flag is advised", steps);
	struct flag_change *change = flag_change_new(ask);

	if (!ask_path_id(ask))
		return;
	if (read_advice(ask, change))
		ask_run(ask, &script, on_advised);
	else
		ask_answer_problem(ask);
}

void flag_advise_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER, true, serve_advise };

	ask_begin(context, request, &errand);
}
