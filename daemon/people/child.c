/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ask.h"
#include "base/clock.h"
#include "casework/explained.h"
#include "casework/waits.h"

/*
 * GET /v1/children/{id} and …/explain. The engine says which contacts stand, to which incidents they
 * belong and what each rule makes of them; the database adds who the child is and what was said. The
 * record is opened, and that noted, in the transaction that reads what is shown.
 */

enum { SCRIPT_S = 20, RULE_MOST = 100 };

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

struct looking {
	struct history *history;
	const char *rule; /* explain: one alone; NULL: all */
};

/* ---- May they? ---- */

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no child of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_child(ask);
	if (!rows_bool(rows, 0, 1))
		return true;
	ask_note(ask, PROBLEM_FORBIDDEN,
		 "this is of a restricted family: ask those who are named for it, or the duty "
		 "manager. If you must see it now, open it with a reason (POST "
		 "/v1/children/%lld/break-glass); the auditor is told",
		 (long long)ask->id);
	return ask_stop(ask, err);
}

/* ---- The chronology ---- */

static bool bind_child(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct looking *looking = ask->part;
	const struct incidents *incidents;
	const struct contact *contacts = history_contacts(looking->history, &incidents);
	size_t n = history_count(looking->history);
	int32_t version;
	const struct lexicon *lexicon = &history_ruleset(looking->history, &version)->lexicon;

	params_int8(params, ask->id);
	ask_add_marks(ask, params);
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n; i++)
		params_add_int8(params, contacts[i].id);
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < n; i++)
		params_add_int4(params, contacts[i].version);
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < n; i++)
		params_add_int4(params, (int32_t)incidents->of[i] + 1);
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < n; i++)
		params_add_text(params, lexicon_name(lexicon, WORDS_OUTCOME, contacts[i].outcome));
	ask_add_reader(ask, params);
	return true;
}

static void let_history_go(struct ask *ask)
{
	struct looking *looking = ask->part;

	history_free(looking->history);
	looking->history = NULL;
}

static const struct step child_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "open_child", ask_bind_id, take_open, STEP_WAIT },
	{ "api_child", bind_child, ask_take_json, 0 },
	{ "audit_look", ask_bind_audit, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};
static const struct script child_script = SCRIPT("show a child to a person", child_steps);

/* The engine pairs what began and what ended it; the database has told the rest. */
static void tell_child(struct ask *ask)
{
	struct looking *looking = ask->part;

	json_object_set_new(ask->json, "waits", waits_json(looking->history));
	ask_answer(ask);
}

static void on_child(void *context, const struct err *err, struct history *history)
{
	struct ask *ask = context;
	struct looking *looking = ask->part;

	looking->history = history;
	if (err != NULL)
		ask_fail(ask, err);
	else
		ask_run(ask, &child_script, tell_child);
}

static void serve_child(struct ask *ask)
{
	if (!ask_path_id(ask))
		return;
	ask->part = arena_new(ask->arena, 1, sizeof(struct looking));
	ask->let_go = let_history_go;
	ask->action = "child-viewed";
	history_read(ask->people->store, ask->people->rulesets, ask->id, HISTORY_NOW, on_child,
		     ask);
}

void child_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_child };

	ask_begin(context, request, &errand);
}

/* ---- Why, and why not ---- */

static const struct step explain_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "open_child", ask_bind_id, take_open, STEP_WAIT },
	{ "audit_look", ask_bind_audit, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};
static const struct script explain_script = SCRIPT("explain a child to a person", explain_steps);

static void on_explained(struct ask *ask)
{
	struct looking *looking = ask->part;
	json_t *rules = explain_history_json(looking->history, looking->rule);
	char known[32];
	int32_t version;

	history_ruleset(looking->history, &version);
	if (looking->rule != NULL && json_array_size(rules) == 0) {
		json_decref(rules);
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no rule of that name in force");
		ask_answer_problem(ask);
		return;
	}
	json_t *told = json_pack("{s:I, s:s, s:i, s:o}", "child", (json_int_t)ask->id, "known_at",
				 time_format(history_known_us(looking->history), known), "rule_set",
				 (int)version, "rules", rules);
	/* No ETag: known_at is of now. */
	ask_answer_json(ask, 200, told);
}

static void on_history(void *context, const struct err *err, struct history *history)
{
	struct ask *ask = context;
	struct looking *looking = ask->part;

	looking->history = history;
	if (err != NULL && err->kind == ERR_INPUT) {
		ask_note(ask, PROBLEM_REFUSED, "no rules were in force then");
		ask_answer_problem(ask);
	} else if (err != NULL) {
		ask_fail(ask, err);
	} else {
		ask_run(ask, &explain_script, on_explained);
	}
}

static bool read_known(struct ask *ask, int64_t *ret_us)
{
	const char *text = request_param(ask->request, "known_at");

	*ret_us = HISTORY_NOW;
	if (text == NULL)
		return true;
	if (!time_parse(text, ret_us))
		return ask_note(ask, PROBLEM_MALFORMED,
				"known_at is an instant, as in 2026-01-31T18:10:00Z");
	if (*ret_us >= clock_now_us())
		*ret_us = HISTORY_NOW;
	return true;
}

static void serve_explain(struct ask *ask)
{
	struct looking *looking = arena_new(ask->arena, 1, sizeof *looking);
	int64_t known_us;

	if (!ask_path_id(ask))
		return;
	ask->part = looking;
	ask->let_go = let_history_go;
	ask->action = "child-explained";
	looking->rule = request_param(ask->request, "rule");
	if (read_known(ask, &known_us))
		history_read(ask->people->store, ask->people->rulesets, ask->id, known_us,
			     on_history, ask);
	else
		ask_answer_problem(ask);
}

void explain_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_explain };

	ask_begin(context, request, &errand);
}
