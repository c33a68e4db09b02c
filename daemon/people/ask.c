/* SPDX-License-Identifier: Apache-2.0 */
#include "ask.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Who asks, and whether they may: everything before the handler's own part. */

enum { SCRIPT_S = 20 };

static const struct {
	const char *name;
	unsigned role;
	const char *title;
} roles[] = {
	{ "screener", ROLE_SCREENER, "screeners" }, { "manager", ROLE_MANAGER, "managers" },
	{ "auditor", ROLE_AUDITOR, "auditors" },    { "ops", ROLE_OPS, "ops staff" },
	{ "duty", ROLE_DUTY, "the duty manager" },
};
enum { ROLES = sizeof roles / sizeof *roles };

unsigned role_parse(const char *name, size_t length)
{
	for (size_t i = 0; i < ROLES; i++)
		if (strlen(roles[i].name) == length && memcmp(roles[i].name, name, length) == 0)
			return roles[i].role;
	return 0;
}

unsigned roles_take(const struct rows *rows, size_t row, int column)
{
	unsigned all = 0;

	for (size_t i = 0; i < rows_array_count(rows, row, column); i++) {
		size_t length;
		const char *name = rows_array_text(rows, row, column, i, &length);

		all |= role_parse(name, length);
	}
	return all;
}

json_t *roles_json(unsigned all)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ROLES; i++)
		if (all & roles[i].role)
			json_array_append_new(list, json_string(roles[i].name));
	return list;
}

void who_take(struct arena *arena, const struct rows *rows, struct who *ret)
{
	*ret = (struct who){
		.name = arena_strdup(arena, rows_text(rows, 0, 0)),
		.title = arena_strdup(arena, rows_text(rows, 0, 1)),
		.roles = roles_take(rows, 0, 2),
		.way = arena_strdup(arena, rows_text(rows, 0, 3)),
		.begun_us = rows_time(rows, 0, 4),
		.ends_us = rows_time(rows, 0, 5),
	};
}

/* ---- Cookie and proxy ---- */

const char *ask_cookie(struct request *request)
{
	static const char *const names[] = { "__Host-concernd=", "concernd=" };
	const char *cookies = request_header(request, "Cookie");

	for (size_t i = 0; cookies != NULL && i < sizeof names / sizeof *names; i++)
		for (const char *at = cookies; *at != '\0'; at += strcspn(at, ";")) {
			at += strspn(at, "; ");
			if (strncmp(at, names[i], strlen(names[i])) != 0)
				continue;
			at += strlen(names[i]);
			return arena_strndup(request_arena(request), at, strcspn(at, "; "));
		}
	return NULL;
}

struct naming {
	const char *header, *value;
	size_t n;
};

static void on_header(void *context, const char *name, const char *value)
{
	struct naming *naming = context;

	if (strcasecmp(name, naming->header) != 0)
		return;
	naming->value = value;
	naming->n++;
}

bool ask_proxy(struct people *people, struct request *request, bool *ret_is_proxy,
	       const char **ret_name, struct problem *problem)
{
	const struct peer *peer = request_peer(request);
	struct naming naming = { .header = people->settings->access.proxy_header };

	*ret_is_proxy = people->has_proxy && peer->is_unix && peer->uid == people->proxy_uid;
	request_each_header(request, naming.header, on_header, &naming);
	*ret_name = NULL;
	if (naming.n > 0 && !*ret_is_proxy)
		return problem_set(problem, PROBLEM_FORBIDDEN,
				   "only the single sign-on's proxy may name a person, and it "
				   "connects to the unix socket: leave %s out and sign in",
				   naming.header);
	if (naming.n > 1)
		return problem_set(problem, PROBLEM_MALFORMED,
				   "%s stands here twice: the proxy must remove what a browser "
				   "sends",
				   naming.header);
	if (naming.n == 1 && *naming.value != '\0') {
		char *name = arena_strdup(request_arena(request), naming.value);

		for (char *at = name; *at != '\0'; at++)
			if (*at >= 'A' && *at <= 'Z')
				*at = (char)(*at - 'A' + 'a');
		*ret_name = name;
	}
	return true;
}

/* ---- The body ---- */

json_t *ask_read_body(struct request *request, size_t most, struct problem *problem)
{
	const char *type = request_header(request, "Content-Type"), *detail;
	size_t length;
	const char *text = request_body(request, &length);
	json_t *body;

	if (type == NULL || strncasecmp(type, "application/json", 16) != 0 ||
	    (type[16] != '\0' && strchr("; ", type[16]) == NULL)) {
		problem_set(problem, PROBLEM_MEDIA_TYPE, "send Content-Type: application/json");
		return NULL;
	}
	if (length > most) {
		problem_set(problem, PROBLEM_TOO_LARGE, "send %zu bytes at most", most);
		return NULL;
	}
	body = event_json_load(text, length, &detail);
	if (body == NULL) {
		problem_set(problem, PROBLEM_MALFORMED, "%s", detail);
		return NULL;
	}
	if (json_is_object(body))
		return body;
	json_decref(body);
	problem_set(problem, PROBLEM_MALFORMED, "send one JSON object");
	return NULL;
}

/* ---- Who it is ---- */

static void refuse_with(struct ask *ask, const struct problem *problem)
{
	ask->problem = *problem;
	ask_answer_problem(ask);
}

static void refuse_unknown(struct ask *ask)
{
	ask_note(ask, PROBLEM_UNAUTHENTICATED,
		 "you are not signed in, or were signed out: sign in at POST /v1/session");
	ask_answer_problem(ask);
}

/* "managers or screeners" */
static const char *roles_words(struct arena *arena, unsigned all)
{
	const char *words = "";

	for (size_t i = 0; i < ROLES; i++)
		if (all & roles[i].role)
			words = arena_printf(arena, "%s%s%s", words, *words ? " or " : "",
					     roles[i].title);
	return words;
}

static bool is_meant(const struct ask *ask)
{
	const char *shown = request_header(ask->request, "X-CSRF-Token");
	char wanted[SECRET_TEXT];

	secret_csrf(ask->token, wanted);
	return shown != NULL && secret_is_same(shown, wanted);
}

/* The person of the session is known: may they, and did they mean it? */
static void go_on(struct ask *ask)
{
	if (!(ask->who.roles & ask->errand->roles)) {
		ask_note(ask, PROBLEM_FORBIDDEN, "this is for %s",
			 roles_words(ask->arena, ask->errand->roles));
		ask_answer_problem(ask);
		return;
	}
	if (request_method(ask->request) != METHOD_GET && !is_meant(ask)) {
		ask->people->csrf_refused++;
		ask_note(ask, PROBLEM_FORBIDDEN,
			 "send X-CSRF-Token with what GET /v1/session says: it shows that the "
			 "request comes from our own page");
		ask_answer_problem(ask);
		return;
	}
	if (ask->errand->has_body) {
		struct problem problem;

		ask->body = ask_read_body(
			ask->request,
			ask->errand->has_body == BODY_LONG ? BODY_LONG_MOST : BODY_MOST, &problem);
		if (ask->body == NULL) {
			refuse_with(ask, &problem);
			return;
		}
	}
	ask->errand->serve(ask);
}

static bool bind_session(void *context, struct params *params)
{
	const struct ask *ask = context;
	unsigned char hash[SECRET_BYTES];

	if (!secret_hash(ask->token, hash))
		return false;
	params_bytes(params, hash, sizeof hash);
	params_int4(params, ask->people->settings->access.idle_minutes * 60);
	return true;
}

static bool take_session(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	(void)err;
	if (rows_count(rows) > 0)
		who_take(ask->arena, rows, &ask->who);
	return true;
}

static const struct step session_steps[] = {
	{ "use_session", bind_session, take_session, 0 },
};
static const struct script session_script = { "use a session", session_steps, 1,
					      INT64_C(1000000) * SCRIPT_S };

static void on_session(void *context, const struct script_end *end)
{
	struct ask *ask = context;
	bool is_proxy;
	const char *name;
	struct problem problem;

	if (end->err != NULL)
		ask_fail(ask, end->err);
	else if (ask->who.name == NULL)
		refuse_unknown(ask);
	else if (!ask_proxy(ask->people, ask->request, &is_proxy, &name, &problem))
		refuse_with(ask, &problem);
	/* A session of the single sign-on holds as long as that says so, with each request. */
	else if (strcmp(ask->who.way, "proxy") == 0 &&
		 (name == NULL || !secret_is_same(name, ask->who.name)))
		refuse_unknown(ask);
	else
		go_on(ask);
}

void ask_begin(struct people *people, struct request *request, const struct errand *errand)
{
	struct ask *ask = arena_new(request_arena(request), 1, sizeof *ask);
	bool is_proxy;
	const char *name;
	struct problem problem;

	ask->people = people;
	ask->request = request;
	ask->arena = request_arena(request);
	ask->errand = errand;
	ask->token = ask_cookie(request);
	if (!ask_proxy(people, request, &is_proxy, &name, &problem))
		refuse_with(ask, &problem);
	else if (ask->token == NULL || strlen(ask->token) != SECRET_TEXT - 1)
		refuse_unknown(ask);
	else if (!store_is_up(people->store)) /* a person does not wait for it, as a script would */
		ask_fail(ask, &(struct err){ .kind = ERR_RETRY });
	else
		store_run(people->store, &session_script, ask, on_session);
}
