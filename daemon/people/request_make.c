/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "casework/rationale.h"
#include "casework/tell.h"
#include "config/crosscheck.h"
#include "config/ruleset.h"
#include "requests.h"

/*
 * POST /v1/alerts/{id}/requests: an agency is asked about a child. What is asked, why, about whom, by when
 * and on which ground must all be there, and each must say something: a request that does not say enough
 * is answered late, or with nothing. What is wrong is told of all of it at once.
 */

enum { SCRIPT_S = 20, TEXT_MOST = 4000, WORD_LENGTH_MOST = 64 };

struct making {
	const struct ruleset *ruleset;
	const char *agency, *question, *why, *ground;
	int64_t child; /* 0: not said, and the alert shows on one */
	int64_t due_us;
	struct told_list told; /* none: the agency has no channel */
};

/* ---- What is written ---- */

static const char *text_of(const struct ask *ask, const char *name)
{
	const char *text = json_string_value(json_object_get(ask->body, name));

	return text != NULL ? text : "";
}

/* A text that says something; what to write stands in `wanted`. */
static void read_words(struct ask *ask, const char *name, const char *wanted, const char **ret)
{
	const char *pointer = arena_printf(ask->arena, "/%s", name);
	struct err err;

	*ret = text_of(ask, name);
	if (text_characters(*ret) == 0)
		ask_note_also(ask, pointer, "%s", wanted);
	else if (text_characters(*ret) > TEXT_MOST)
		ask_note_also(ask, pointer, "write %d characters at most", TEXT_MOST);
	else if (!rationale_check(*ret, NULL, 0, &err))
		ask_note_also(ask, pointer, "this does not say enough: %s", wanted);
}

static const struct agency *find_agency(const struct ruleset *ruleset, const char *name)
{
	for (size_t i = 0; i < ruleset->n_agencies; i++)
		if (strcmp(ruleset->agencies[i].name, name) == 0)
			return &ruleset->agencies[i];
	return NULL;
}

static void read_agency(struct ask *ask, struct making *making)
{
	const struct settings *settings = ask->people->settings;
	const struct tell_ways ways = { channels_on(settings), settings };
	const struct agency *agency = find_agency(making->ruleset, text_of(ask, "agency"));

	if (agency == NULL) {
		ask_note_also(ask, "/agency",
			      "say which agency is asked: one of those that the rules name");
		return;
	}
	making->agency = agency->name;
	if (*agency->requests_to != '\0')
		tell_name(&ways, agency->requests_to, ask->arena, &making->told);
}

static void read_ground(struct ask *ask, struct making *making)
{
	const struct ruleset *ruleset = making->ruleset;
	const char *name = text_of(ask, "ground");

	for (size_t i = 0; i < ruleset->n_grounds; i++)
		if (strcmp(ruleset->grounds[i].name, name) == 0)
			making->ground = ruleset->grounds[i].name;
	if (making->ground != NULL)
		return;
	if (ruleset->n_grounds == 0)
		ask_note_also(ask, "/ground",
			      "no lawful grounds are declared yet: whoever runs concernd writes "
			      "them as `grounds` in rules.conf");
	else
		ask_note_also(ask, "/ground",
			      "say on which lawful ground you ask: one of those that the rules "
			      "name");
}

/* The close of the office on a day of the calendar; 0 with a problem on a day that it is closed. */
static int64_t close_of(struct ask *ask, const struct ruleset *ruleset, int32_t day)
{
	const struct working *working = &ruleset->book.working;

	if (working_day(working, day))
		return zone_instant_us(ruleset->zone, day * USEC_PER_DAY + working->close_us);
	ask_note_also(
		ask, "/due",
		"the office is closed on that day: name a working day, or give the time as well");
	return 0;
}

static void read_due(struct ask *ask, struct making *making)
{
	const char *due = text_of(ask, "due");
	int32_t day;

	if (date_parse(due, &day)) {
		making->due_us = close_of(ask, making->ruleset, day);
		if (making->due_us == 0)
			return;
	} else if (!time_parse(due, &making->due_us)) {
		ask_note_also(ask, "/due",
			      "say by when you need the answer: a day, as in 2026-01-31 (by the "
			      "close of the office), or a time, as in 2026-01-31T12:00:00Z");
		return;
	}
	if (making->due_us <= clock_now_us())
		ask_note_also(ask, "/due", "that is over: name a time that lies ahead");
	else if (making->due_us > clock_now_us() + 366 * USEC_PER_DAY)
		ask_note_also(ask, "/due", "that is more than a year away: name a nearer time");
}

static void read_child(struct ask *ask, struct making *making)
{
	const json_t *child = json_object_get(ask->body, "child");

	if (child == NULL || json_is_null(child))
		return;
	if (json_is_integer(child) && json_integer_value(child) > 0)
		making->child = json_integer_value(child);
	else
		ask_note_also(ask, "/child", "say which child: the number of one of the alert's");
}

static bool read_making(struct ask *ask, struct making *making)
{
	read_agency(ask, making);
	read_words(ask, "question",
		   "write what you need to know, so that somebody who has not met the child can "
		   "look it up",
		   &making->question);
	read_words(ask, "why",
		   "write why it matters for this child now: what was seen, and what depends on "
		   "the answer",
		   &making->why);
	read_child(ask, making);
	read_due(ask, making);
	read_ground(ask, making);
	return !ask->is_refused;
}

/* ---- The transaction ---- */

/* Which child: the alert's only one, or the one that was named. */
static bool choose_child(struct ask *ask)
{
	struct making *making = ask->part;

	if (making->child == 0 && ask->n_children == 1)
		making->child = ask->children[0];
	for (size_t i = 0; i < ask->n_children; i++)
		if (ask->children[i] == making->child)
			return true;
	return ask_note_at(ask, "/child",
			   making->child == 0 ? "the alert is on several children: say which one "
						"the question is about"
					      : "the alert is not on that child: name one of its "
						"own");
}

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no alert of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	if (rows_bool(rows, 0, 1))
		ask_note_restricted(ask);
	else if (strcmp(rows_text(rows, 0, 2), mode_name(MODE_LIVE)) != 0)
		ask_note(ask, PROBLEM_CONFLICT,
			 "this alert is of a rule that is only tried out: ask on another");
	else if (choose_child(ask))
		return true;
	return ask_stop(ask, err);
}

static bool bind_whys(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_text(params, ask->who.name);
	params_int8(params, ask->id);
	return true;
}

static bool take_whys(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	const struct making *making = ask->part;
	size_t n = rows_count(rows);
	const char **before = arena_new(ask->arena, n, sizeof *before);
	struct err reason;

	for (size_t i = 0; i < n; i++)
		before[i] = rows_text(rows, i, 0);
	if (rationale_check(making->why, before, n, &reason))
		return true;
	ask_note_at(ask, "/why",
		    "this is what you wrote for another child: say what holds for this one");
	return ask_stop(ask, err);
}

static bool bind_insert(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct making *making = ask->part;
	bool is_told = making->told.n > 0;

	params_int8(params, ask->id);
	params_int8(params, making->child);
	params_text(params, making->agency);
	params_text(params, making->question);
	params_text(params, making->why);
	params_text(params, making->ground);
	params_text(params, ask->who.name);
	params_time(params, making->due_us);
	params_text(params, is_told ? channel_name(making->told.list[0].channel) : NULL);
	params_text(params, is_told ? making->told.list[0].recipient : NULL);
	return true;
}

/* From here on ask->id is the request's. */
static bool take_insert(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	/* No row: another made it in this moment. */
	bool is_known = rows_count(rows) > 0;

	if (!is_known || !rows_bool(rows, 0, 1)) {
		ask_note(ask, PROBLEM_CONFLICT,
			 "this was asked before, and waits for its answer: look at %s",
			 is_known ? arena_printf(ask->arena, "request %lld",
						 (long long)rows_int8(rows, 0, 0))
				  : "the requests on this alert");
		return ask_stop(ask, err);
	}
	ask->alert = ask->id;
	ask->id = rows_int8(rows, 0, 0);
	return true;
}

static bool bind_note(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct making *making = ask->part;

	audit_note_bind(params, &(struct audit_note){
					.actor = arena_printf(ask->arena, "user:%s", ask->who.name),
					.action = "request-made",
					.child_ids = { &making->child, 1 },
					.alert_id = ask->alert,
					.detail = arena_printf(ask->arena, "request %lld to %s, %s",
							       (long long)ask->id, making->agency,
							       making->ground),
					.personal = arena_printf(ask->arena, "%s\n%s",
								 making->question, making->why),
				});
	return true;
}

static bool bind_hint(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct making *making = ask->part;

	(void)params;
	return making->told.n > 0;
}

static void on_made(struct ask *ask)
{
	ask_answer_json(ask, 201, json_incref(ask->json));
}

static void serve_make(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_request_alert", inquiry_bind_open, take_open, STEP_WAIT },
		{ "load_whys", bind_whys, take_whys, STEP_WAIT },
		{ "insert_request", bind_insert, take_insert, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "notify_outbox", bind_hint, NULL, 0 },
		{ "api_request", inquiry_bind, ask_take_json, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "ask an agency", steps, sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct making *making = arena_new(ask->arena, 1, sizeof *making);

	if (!ask_path_id(ask))
		return;
	ask->part = making;
	making->ruleset = rulesets_newest(ask->people->rulesets, NULL);
	if (making->ruleset == NULL)
		ask_note(ask, PROBLEM_UNAVAILABLE, "no rules are in force yet");
	if (!ask->is_refused && read_making(ask, making))
		ask_run(ask, &script, on_made);
	else
		ask_answer_problem(ask);
}

void request_make_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_make };

	ask_begin(context, request, &errand);
}
