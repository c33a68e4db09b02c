/* SPDX-License-Identifier: Apache-2.0 */
#include "agenda.h"

#include "ask.h"
#include "base/clock.h"
#include "config/ruleset.h"
#include "sheet.h"

/*
 * GET /v1/agenda?kind=mace, and the same as CSV: whom a kind of meeting is to talk about, the one first who
 * has waited longest, with what is new since the last time. It is whole or not there: a child who stands
 * behind the edge of a page is one that the meeting forgets.
 */

enum { SCRIPT_S = 30, CHILDREN = 500, CHILDREN_MOST = 2000 };

struct wanting {
	const struct meeting_kind *kind;
	int32_t today;
	int64_t most;
	bool is_csv;
};

/* "mace or marac" */
static const char *kinds_words(struct arena *arena, const struct ruleset *ruleset)
{
	const char *words = "";

	for (size_t i = 0; i < ruleset->n_meetings; i++)
		words = arena_printf(arena, "%s%s%s", words,
				     i == 0                        ? ""
				     : i + 1 < ruleset->n_meetings ? ", "
								   : " or ",
				     ruleset->meetings[i].name);
	return words;
}

static bool find_kind(struct ask *ask, const struct ruleset *ruleset, struct wanting *wanting)
{
	const char *name = request_param(ask->request, "kind");

	if (ruleset->n_meetings == 0)
		return ask_note(ask, PROBLEM_MALFORMED,
				"no kinds of meetings are declared: the operators write them as "
				"`meetings` into rules.conf");
	wanting->kind = name != NULL ? ruleset_meeting(ruleset, name) : NULL;
	return wanting->kind != NULL ||
	       ask_note(ask, PROBLEM_MALFORMED, "kind is %s", kinds_words(ask->arena, ruleset));
}

static bool read_wanting(struct ask *ask, struct wanting *wanting)
{
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);

	if (ruleset == NULL)
		return ask_note(ask, PROBLEM_UNAVAILABLE, "no rules are in force yet");
	wanting->today = zone_local_day(ruleset->zone, clock_now_us());
	return find_kind(ask, ruleset, wanting) &&
	       ask_param_number(ask, "limit", 1, CHILDREN_MOST,
				wanting->is_csv ? CHILDREN_MOST : CHILDREN, &wanting->most);
}

static bool bind_agenda(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct wanting *wanting = ask->part;
	const struct meeting_kind *kind = wanting->kind;

	params_text(params, kind->name);
	params_array(params, PARAM_TEXT, kind->n_categories);
	for (size_t i = 0; i < kind->n_categories; i++)
		params_add_text(params, kind->categories[i]);
	params_date(params, wanting->today);
	params_int4(params, (int32_t)wanting->most);
	ask_add_reader(ask, params);
	return true;
}

static bool take_agenda(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	const struct wanting *wanting = ask->part;

	if (!ask_take_json(context, rows, err))
		return false;
	json_object_set_new(ask->json, "kind", json_string(wanting->kind->name));
	json_object_set_new(ask->json, "title", json_string(wanting->kind->title));
	ask_looks_at_children(ask, rows, 0, 1);
	return true;
}

/* A file that lacks children, and does not say so, would be taken for the whole. */
static bool is_whole(const struct ask *ask)
{
	return json_integer_value(json_object_get(ask->json, "count")) ==
	       (json_int_t)json_array_size(json_object_get(ask->json, "children"));
}

static void answer_csv(struct ask *ask)
{
	const struct wanting *wanting = ask->part;

	if (!is_whole(ask)) {
		ask_note(ask, PROBLEM_REFUSED,
			 "more than %lld children are on it, too many for one file",
			 (long long)wanting->most);
		ask_answer_problem(ask);
		return;
	}
	request_add_header(ask->request, "Content-Disposition",
			   arena_printf(ask->arena, "attachment; filename=\"agenda-%s.csv\"",
					wanting->kind->name));
	ask_answer_text(ask, SHEET_TYPE, agenda_csv(ask->arena, ask->json));
}

static void on_agenda(struct ask *ask)
{
	const struct wanting *wanting = ask->part;

	if (wanting->is_csv)
		answer_csv(ask);
	else
		ask_answer(ask);
}

static void serve_agenda(struct ask *ask, bool is_csv)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_agenda", bind_agenda, take_agenda, STEP_WAIT },
		{ "audit_look", ask_bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "an agenda for a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct wanting *wanting = arena_new(ask->arena, 1, sizeof *wanting);

	wanting->is_csv = is_csv;
	ask->part = wanting;
	ask->action = "agenda-viewed";
	if (!read_wanting(ask, wanting)) {
		ask_answer_problem(ask);
		return;
	}
	ask->detail = wanting->kind->name;
	ask_run(ask, &script, on_agenda);
}

static void serve_either(struct ask *ask)
{
	serve_agenda(ask, sheet_is_wanted(ask->request));
}

static void serve_csv(struct ask *ask)
{
	serve_agenda(ask, true);
}

void agenda_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_either };

	ask_begin(context, request, &errand);
}

void agenda_csv_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_csv };

	ask_begin(context, request, &errand);
}
