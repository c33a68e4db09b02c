/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "base/log.h"

/* From a handler's script to the answer: JSON, its ETag, the audit row before it, and refusals. */

enum { ETAG_BYTES = 16 };

/* ---- Answers ---- */

/* What was not given away is given back: the rest lies in the request's memory. */
static void let_go(struct ask *ask)
{
	if (ask->let_go != NULL)
		ask->let_go(ask);
	json_decref(ask->body);
	json_decref(ask->json);
	ask->body = ask->json = NULL;
}

void ask_answer_problem(struct ask *ask)
{
	let_go(ask);
	if (ask->problem.kind == PROBLEM_UNAUTHENTICATED)
		request_add_header(ask->request, "WWW-Authenticate",
				   "Cookie realm=\"concernd\", cookie-name=\"concernd\"");
	request_reply_problem(ask->request, &ask->problem);
}

void ask_fail(struct ask *ask, const struct err *err)
{
	if (err->kind != ERR_RETRY)
		log_error("a request of a person failed: %s", err->text);
	problem_from_err(&ask->problem, err);
	if (err->kind == ERR_INPUT) /* what the database will not take is our mistake */
		problem_set(&ask->problem, PROBLEM_FAILED, "the operators have been told");
	ask_answer_problem(ask);
}

void ask_answer_json(struct ask *ask, int status, json_t *json)
{
	let_go(ask);
	request_reply_json(ask->request, status, json);
}

void ask_answer_text(struct ask *ask, const char *content_type, const char *text)
{
	let_go(ask);
	request_reply(ask->request, 200, content_type, text, strlen(text));
}

void ask_answer_empty(struct ask *ask)
{
	let_go(ask);
	request_reply(ask->request, 204, NULL, NULL, 0);
}

void ask_seal(struct ask *ask)
{
	unsigned char hash[ETAG_BYTES];
	char hex[2 * ETAG_BYTES + 1];
	char *text;

	if (ask->text != NULL)
		return;
	text = json_dumps(ask->json, JSON_COMPACT);
	if (text == NULL)
		abort();
	ask->text = arena_printf(ask->arena, "%s\n", text);
	free(text);
	crypto_generichash(hash, sizeof hash, (const unsigned char *)ask->text, strlen(ask->text),
			   NULL, 0);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	ask->etag[0] = '"';
	memcpy(ask->etag + 1, hex, sizeof hex - 1);
	memcpy(ask->etag + sizeof hex, "\"", 2);
}

bool ask_is_known(const struct ask *ask)
{
	const char *known = request_header(ask->request, "If-None-Match");

	return known != NULL && strstr(known, ask->etag) != NULL;
}

void ask_answer(struct ask *ask)
{
	ask_seal(ask);
	request_add_header(ask->request, "ETag", ask->etag);
	let_go(ask);
	if (ask_is_known(ask))
		request_reply(ask->request, 304, NULL, NULL, 0);
	else
		request_reply(ask->request, 200, "application/json", ask->text, strlen(ask->text));
}

/* ---- Scripts ---- */

static void on_refusal_noted(void *context, const struct script_end *end)
{
	struct ask *ask = context;

	if (end->err != NULL)
		ask_fail(ask, end->err);
	else
		ask_answer_problem(ask);
}

static void add_look(const struct ask *ask, struct params *params, const char *action,
		     const char *detail)
{
	params_text(params, arena_printf(ask->arena, "user:%s", ask->who.name));
	params_text(params, action);
	params_array(params, PARAM_INT8, ask->n_children);
	for (size_t i = 0; i < ask->n_children; i++)
		params_add_int8(params, ask->children[i]);
	if (ask->alert != 0)
		params_int8(params, ask->alert);
	else
		params_null(params);
	params_text(params, detail);
}

static bool bind_refusal(void *context, struct params *params)
{
	add_look(context, params, "view-refused", "restricted");
	return true;
}

void ask_answer_closed(struct ask *ask)
{
	static const struct step step = { "audit_look", bind_refusal, NULL, 0 };
	static const struct script script = { "note a refusal", &step, 1, 20000000 };

	store_run(ask->people->store, &script, ask, on_refusal_noted);
}

static void on_run(void *context, const struct script_end *end)
{
	struct ask *ask = context;

	if (ask->is_refused && ask->problem.kind == PROBLEM_FORBIDDEN)
		ask_answer_closed(ask);
	else if (ask->is_refused)
		ask_answer_problem(ask);
	else if (end->err != NULL)
		ask_fail(ask, end->err);
	else
		ask->finish(ask);
}

void ask_run(struct ask *ask, const struct script *script, void (*finish)(struct ask *ask))
{
	ask->finish = finish;
	store_run(ask->people->store, script, ask, on_run);
}

bool ask_stop(struct ask *ask, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s", ask->problem.detail);
}

bool ask_take_json(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	json_error_t error;

	json_decref(ask->json); /* of a run before */
	ask->json = NULL;
	ask->text = NULL;
	if (rows_count(rows) == 0 || rows_is_null(rows, 0, 0)) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is nothing of that id");
		return ask_stop(ask, err);
	}
	ask->json = json_loads(rows_text(rows, 0, 0), 0, &error);
	if (ask->json == NULL)
		return err_set(err, ERR_FATAL, "the database's JSON cannot be read: %s",
			       error.text);
	return true;
}

bool ask_bind_audit(void *context, struct params *params)
{
	const struct ask *ask = context;

	add_look(ask, params, ask->action, ask->detail != NULL ? ask->detail : "");
	return true;
}

bool ask_bind_audit_list(void *context, struct params *params)
{
	struct ask *ask = context;

	ask_seal(ask);
	return !ask_is_known(ask) && ask_bind_audit(ask, params);
}

/* ---- Readers ---- */

void ask_looks_at_child(struct ask *ask)
{
	ask->children = &ask->id;
	ask->n_children = 1;
}

void ask_looks_at_children(struct ask *ask, const struct rows *rows, size_t row, int column)
{
	size_t n = rows_array_count(rows, row, column);
	int64_t *children = arena_new(ask->arena, n, sizeof *children);

	for (size_t i = 0; i < n; i++)
		children[i] = rows_array_int8(rows, row, column, i);
	ask->children = children;
	ask->n_children = n;
}

void ask_add_reader(const struct ask *ask, struct params *params)
{
	params_text(params, ask->who.name);
	params_bool(params, (ask->who.roles & ROLE_DUTY) != 0);
}

bool ask_bind_id(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	ask_add_reader(ask, params);
	return true;
}

static bool may_read(const struct ask *ask, const struct handling *handling)
{
	for (size_t i = 0; i < handling->n_readers; i++) {
		const char *reader = handling->readers[i];

		if ((role_parse(reader, strlen(reader)) & ask->who.roles) ||
		    strcmp(reader, ask->who.name) == 0)
			return true;
	}
	return false;
}

void ask_add_marks(const struct ask *ask, struct params *params)
{
	const struct settings *settings = ask->people->settings;
	size_t n = 0;

	for (size_t i = 0; i < settings->n_handlings; i++)
		n += may_read(ask, &settings->handlings[i]);
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < settings->n_handlings; i++)
		if (may_read(ask, &settings->handlings[i]))
			params_add_text(params, settings->handlings[i].name);
}
