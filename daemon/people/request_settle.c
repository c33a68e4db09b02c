/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "casework/rationale.h"
#include "requests.h"

/* POST /v1/requests/{id}/told, /answer and /withdraw: what somebody does about one that is open. */

enum { SCRIPT_S = 20, NOTE_MOST = 1000, ANSWER_MOST = 10000, FROM_MOST = 200, AHEAD_S = 60 };

struct doing {
	const char *kind, *answer, *from, *withheld; /* of an answer */
	int64_t received_us;                         /* 0: now */
	const char *note;                            /* how it was told, or why it is withdrawn */
	const char *detail, *personal;               /* of the audit's entry */
};

/* One that was answered or withdrawn before stays so. */
static bool take_open_still(struct ask *ask, const struct rows *rows, struct err *err)
{
	enum { ANSWERED = 3, ANSWERED_BY, WITHDRAWN, WITHDRAWN_BY };

	if (!inquiry_take(ask, rows, err))
		return false;
	if (!rows_is_null(rows, 0, ANSWERED))
		ask_note(ask, PROBLEM_CONFLICT,
			 "it was answered before: the agency did so at %s, as %s noted",
			 rows_text(rows, 0, ANSWERED), rows_text(rows, 0, ANSWERED_BY));
	else if (!rows_is_null(rows, 0, WITHDRAWN))
		ask_note(ask, PROBLEM_CONFLICT, "it was withdrawn before: %s did so at %s",
			 rows_text(rows, 0, WITHDRAWN_BY), rows_text(rows, 0, WITHDRAWN));
	else
		return true;
	return ask_stop(ask, err);
}

static bool bind_note(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct doing *doing = ask->part;

	audit_note_bind(params, &(struct audit_note){
					.actor = arena_printf(ask->arena, "user:%s", ask->who.name),
					.action = ask->action,
					.child_ids = { ask->children, ask->n_children },
					.alert_id = ask->alert,
					.detail = doing->detail,
					.personal = doing->personal,
				});
	return true;
}

#define DOING_STEPS(statement, bind, take)                                        \
	{                                                                         \
		{ "begin", NULL, NULL, 0 }, { statement, bind, take, STEP_WAIT }, \
			{ "audit_note", bind_note, NULL, 0 },                     \
			{ "api_request", inquiry_bind, ask_take_json, 0 },        \
			{ "commit", NULL, NULL, 0 },                              \
	}
#define DOING_SCRIPT(what, steps)                           \
	{                                                   \
		what, steps, 5, INT64_C(1000000) * SCRIPT_S \
	}

static void on_done(struct ask *ask)
{
	ask_answer_json(ask, 200, json_incref(ask->json));
}

/* A text that says why or how, in a sentence. */
static bool read_sentence(struct ask *ask, const char *name, const char *wanted, const char **ret)
{
	const char *pointer = arena_printf(ask->arena, "/%s", name);
	const char *text = json_string_value(json_object_get(ask->body, name));
	struct err err;

	*ret = text;
	if (text == NULL || !rationale_check(text, NULL, 0, &err))
		return ask_note_also(ask, pointer, "%s", wanted);
	return text_characters(text) <= NOTE_MOST ||
	       ask_note_also(ask, pointer, "write %d characters at most", NOTE_MOST);
}

/* ---- It was told ---- */

static bool bind_told(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct doing *doing = ask->part;

	inquiry_bind_open(context, params);
	params_text(params, doing->note);
	return true;
}

static bool take_told(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (!take_open_still(ask, rows, err))
		return false;
	if (!rows_bool(rows, 0, 7))
		return true;
	ask_note(ask, PROBLEM_CONFLICT, "it was noted before that the agency was asked");
	return ask_stop(ask, err);
}

static void serve_told(struct ask *ask)
{
	static const struct step steps[] = DOING_STEPS("tell_request", bind_told, take_told);
	static const struct script script = DOING_SCRIPT("an agency was asked", steps);
	struct doing *doing = arena_new(ask->arena, 1, sizeof *doing);

	if (!ask_path_id(ask))
		return;
	ask->part = doing;
	ask->action = "request-told";
	doing->detail = arena_printf(ask->arena, "request %lld", (long long)ask->id);
	if (!ask_text(ask, "note", NOTE_MOST, false, &doing->note)) {
		ask_note_at(ask, "/note", "write how you asked them, and whom, in %d characters",
			    NOTE_MOST);
		ask_answer_problem(ask);
		return;
	}
	doing->personal = doing->note;
	ask_run(ask, &script, on_done);
}

void request_told_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_told };

	ask_begin(context, request, &errand);
}

/* ---- It is answered ---- */

static bool bind_answer(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct doing *doing = ask->part;

	inquiry_bind_open(context, params);
	params_text(params, doing->kind);
	params_text(params, doing->answer);
	params_text(params, doing->from);
	params_text(params, doing->withheld);
	if (doing->received_us != 0)
		params_time(params, doing->received_us);
	else
		params_null(params);
	return true;
}

static bool take_answer(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (!take_open_still(ask, rows, err))
		return false;
	if (!rows_bool(rows, 0, 7))
		return true;
	ask_note_at(ask, "/received_at", "that is before the request was made");
	return ask_stop(ask, err);
}

static const char *read_kind(struct ask *ask)
{
	static const char *const kinds[] = { "answered", "partly", "nothing-held",
					     "not-disclosed" };
	const char *kind = json_string_value(json_object_get(ask->body, "kind"));

	for (size_t i = 0; kind != NULL && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i], kind) == 0)
			return kinds[i];
	ask_note_also(ask, "/kind",
		      "say what kind of answer it is: answered, partly, nothing-held or "
		      "not-disclosed");
	return "";
}

static void read_received(struct ask *ask, struct doing *doing)
{
	const json_t *received = json_object_get(ask->body, "received_at");

	if (received == NULL || json_is_null(received))
		return;
	if (!json_is_string(received) ||
	    !time_parse(json_string_value(received), &doing->received_us))
		ask_note_also(ask, "/received_at",
			      "say when the agency answered, as in 2026-01-31T12:00:00Z");
	else if (doing->received_us > clock_now_us() + AHEAD_S * (int64_t)USEC_PER_SEC)
		ask_note_also(ask, "/received_at", "that is not yet: say when they answered");
}

static void read_text(struct ask *ask, const char *name, size_t most, const char *wanted,
		      const char **ret)
{
	const char *text = json_string_value(json_object_get(ask->body, name));

	if (text == NULL || text_characters(text) == 0)
		ask_note_also(ask, arena_printf(ask->arena, "/%s", name), "%s", wanted);
	else if (text_characters(text) > most)
		ask_note_also(ask, arena_printf(ask->arena, "/%s", name),
			      "write %zu characters at most", most);
	else
		*ret = text;
}

/* Nobody has to say what they may not: but why not, in words that hold for this child. */
static bool read_answer(struct ask *ask, struct doing *doing)
{
	const json_t *answer = json_object_get(ask->body, "answer");

	doing->kind = read_kind(ask);
	bool is_withheld = strcmp(doing->kind, "not-disclosed") == 0;

	if (!is_withheld || (answer != NULL && !json_is_null(answer)))
		read_text(ask, "answer", ANSWER_MOST, "write what they answered, in their words",
			  &doing->answer);
	read_text(ask, "from", FROM_MOST, "say who in the agency answered", &doing->from);
	if (is_withheld)
		read_sentence(ask, "withheld_because",
			      "write why telling it would be more detrimental to the child than "
			      "not telling it, in the agency's words",
			      &doing->withheld);
	else if (json_is_string(json_object_get(ask->body, "withheld_because")))
		ask_note_also(ask, "/withheld_because",
			      "this goes with a not-disclosed answer alone");
	read_received(ask, doing);
	return !ask->is_refused;
}

static void serve_answer(struct ask *ask)
{
	static const struct step steps[] = DOING_STEPS("answer_request", bind_answer, take_answer);
	static const struct script script = DOING_SCRIPT("an agency answered", steps);
	struct doing *doing = arena_new(ask->arena, 1, sizeof *doing);

	if (!ask_path_id(ask))
		return;
	ask->part = doing;
	ask->action = "request-answered";
	if (!read_answer(ask, doing)) {
		ask_answer_problem(ask);
		return;
	}
	doing->detail = arena_printf(ask->arena, "request %lld: %s", (long long)ask->id,
				     doing->kind);
	doing->personal = arena_printf(ask->arena, "%s\n%s\n%s", doing->from,
				       doing->answer != NULL ? doing->answer : "",
				       doing->withheld != NULL ? doing->withheld : "");
	ask_run(ask, &script, on_done);
}

void request_answer_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_answer };

	ask_begin(context, request, &errand);
}

/* ---- It is withdrawn ---- */

static bool take_withdrawn(void *context, const struct rows *rows, struct err *err)
{
	return take_open_still(context, rows, err);
}

static void serve_withdraw(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "withdraw_request", bind_told, take_withdrawn, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "notify_outbox", NULL, NULL, 0 },
		{ "api_request", inquiry_bind, ask_take_json, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "a request is withdrawn", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct doing *doing = arena_new(ask->arena, 1, sizeof *doing);

	if (!ask_path_id(ask))
		return;
	ask->part = doing;
	ask->action = "request-withdrawn";
	doing->detail = arena_printf(ask->arena, "request %lld", (long long)ask->id);
	if (!read_sentence(ask, "reason",
			   "write why the answer is not needed any more, in 20 characters and 3 "
			   "words at least",
			   &doing->note)) {
		ask_answer_problem(ask);
		return;
	}
	doing->personal = doing->note;
	ask_run(ask, &script, on_done);
}

void request_withdraw_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_withdraw };

	ask_begin(context, request, &errand);
}
