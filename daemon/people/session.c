/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <string.h>

#include "ask.h"
#include "base/clock.h"

/*
 * /v1/session: who signs in is named by the single sign-on's proxy, or shows a password. Whatever is
 * wrong with name, password or account, the answer and its time are the same.
 */

enum { SCRIPT_S = 20, NAME_MOST = 100, BUSY_S = 2 };

struct signing {
	struct people *people;
	struct request *request;
	struct arena *arena;
	const char *name, *hash;
	char *password;
	bool by_proxy;
	char token[SECRET_TEXT];
	struct who who;
};

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(1000000) * SCRIPT_S                                 \
	}

/* ---- The answer ---- */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return json_string(time_format(at_us / USEC_PER_SEC * USEC_PER_SEC, text));
}

static json_t *session_json(const struct people *people, const struct who *who, const char *token)
{
	char csrf[SECRET_TEXT];

	secret_csrf(token, csrf);
	return json_pack("{s:{s:s, s:s, s:o}, s:s, s:s, s:o, s:o, s:i}", "person", "name",
			 who->name, "title", who->title, "roles", roles_json(who->roles), "way",
			 who->way, "csrf", csrf, "begun_at", time_json(who->begun_us), "ends_at",
			 time_json(who->ends_us), "idle_seconds",
			 people->settings->access.idle_minutes * 60);
}

/* Only over TLS, ours or the proxy's, does a browser take a __Host- cookie. */
static void set_cookie(struct request *request, struct arena *arena, bool is_safe,
		       const char *token, const char *more)
{
	request_add_header(request, "Set-Cookie",
			   arena_printf(arena, "%s=%s; Path=/; HttpOnly; Secure; SameSite=Strict%s",
					is_safe ? "__Host-concernd" : "concernd", token, more));
}

/* ---- Signing in ---- */

static void refuse(struct signing *signing, enum problem_kind kind, int retry_after_s,
		   const char *text)
{
	struct problem problem;

	if (signing->password != NULL)
		sodium_memzero(signing->password, strlen(signing->password));
	problem_set(&problem, kind, "%s", text);
	problem.retry_after_s = retry_after_s;
	if (kind == PROBLEM_UNAUTHENTICATED)
		request_add_header(signing->request, "WWW-Authenticate",
				   "Cookie realm=\"concernd\", cookie-name=\"concernd\"");
	request_reply_problem(signing->request, &problem);
}

static void refuse_later(struct signing *signing)
{
	refuse(signing, PROBLEM_UNAVAILABLE, BUSY_S, "try again a little later");
}

static bool bind_name(void *context, struct params *params)
{
	const struct signing *signing = context;

	params_text(params, signing->name);
	return true;
}

static void on_refusal_noted(void *context, const struct script_end *end)
{
	struct signing *signing = context;

	if (end->err != NULL)
		refuse_later(signing);
	else if (signing->by_proxy)
		refuse(signing, PROBLEM_UNAUTHENTICATED, 0,
		       "the single sign-on knows you, but you have no account here: ask ops to add "
		       "one");
	else
		refuse(signing, PROBLEM_UNAUTHENTICATED, 0,
		       "the name or the password is wrong, or the account is closed for a while "
		       "after too many tries");
}

static void refuse_wrong(struct signing *signing)
{
	static const struct step steps[] = { { "sign_in_failed", bind_name, NULL, 0 } };
	static const struct script script = SCRIPT("note a sign-in that failed", steps);

	signing->people->sign_ins_refused++;
	store_run(signing->people->store, &script, signing, on_refusal_noted);
}

static bool bind_begin(void *context, struct params *params)
{
	struct signing *signing = context;
	const char *before = ask_cookie(signing->request);
	unsigned char hash[SECRET_BYTES];

	params_text(params, signing->name);
	params_text(params, signing->by_proxy ? "proxy" : "password");
	secret_hash(signing->token, hash);
	params_bytes(params, hash, sizeof hash);
	params_int4(params, signing->people->settings->access.session_hours * 3600);
	if (before != NULL && secret_hash(before, hash))
		params_bytes(params, hash, sizeof hash);
	else
		params_null(params);
	return true;
}

static bool take_begun(void *context, const struct rows *rows, struct err *err)
{
	struct signing *signing = context;

	(void)err;
	if (rows_count(rows) > 0)
		who_take(signing->arena, rows, &signing->who);
	return true;
}

static void on_begun(void *context, const struct script_end *end)
{
	struct signing *signing = context;
	struct request *request = signing->request;
	bool is_safe = signing->by_proxy || request_peer(request)->is_tls;

	if (end->err != NULL) {
		refuse_later(signing);
	} else if (signing->who.name == NULL) {
		refuse_wrong(signing);
	} else {
		signing->people->sessions_begun++;
		set_cookie(request, signing->arena, is_safe, signing->token, "");
		request_reply_json(request, 200,
				   session_json(signing->people, &signing->who, signing->token));
	}
}

static void begin(struct signing *signing)
{
	static const struct step steps[] = { { "begin_session", bind_begin, take_begun, 0 } };
	static const struct script script = SCRIPT("begin a session", steps);

	secret_new(signing->token);
	store_run(signing->people->store, &script, signing, on_begun);
}

static void on_checked(void *context, bool matches)
{
	struct signing *signing = context;

	sodium_memzero(signing->password, strlen(signing->password));
	if (matches)
		begin(signing);
	else
		refuse_wrong(signing);
}

static bool bind_attempt(void *context, struct params *params)
{
	const struct signing *signing = context;
	const struct settings *settings = signing->people->settings;

	params_text(params, signing->name);
	params_int4(params, settings->access.lock_after);
	params_int4(params, settings->access.lock_minutes * 60);
	return true;
}

static bool take_hash(void *context, const struct rows *rows, struct err *err)
{
	struct signing *signing = context;

	(void)err;
	if (rows_count(rows) > 0)
		signing->hash = arena_strdup(signing->arena, rows_text(rows, 0, 0));
	return true;
}

static void on_attempt(void *context, const struct script_end *end)
{
	struct signing *signing = context;

	if (end->err != NULL || !passwords_check(signing->people->passwords, signing->hash,
						 signing->password, on_checked, signing))
		refuse_later(signing);
}

static void try_password(struct signing *signing)
{
	static const struct step steps[] = { { "begin_sign_in", bind_attempt, take_hash, 0 } };
	static const struct script script = SCRIPT("try a password", steps);

	store_run(signing->people->store, &script, signing, on_attempt);
}

/* A form on another site must not sign anybody in. */
static bool is_own_page(struct request *request)
{
	const char *site = request_header(request, "Sec-Fetch-Site");

	return site == NULL || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}

static char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *at = copy; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return copy;
}

/* Name and password, from the body. */
static bool read_words(struct signing *signing, struct problem *problem)
{
	json_t *body = ask_read_body(signing->request, BODY_MOST, problem);
	const char *name, *password;

	if (body == NULL)
		return false;
	name = json_string_value(json_object_get(body, "name"));
	password = json_string_value(json_object_get(body, "password"));
	bool ok = name != NULL && password != NULL && strlen(name) <= NAME_MOST &&
		  strlen(password) <= PASSWORD_MOST;

	if (ok) {
		signing->name = lower(signing->arena, name);
		signing->password = arena_strdup(signing->arena, password);
	}
	json_decref(body);
	return ok || problem_set(problem, PROBLEM_REFUSED,
				 "send name and password, texts of %d and %d bytes at most",
				 NAME_MOST, PASSWORD_MOST);
}

static void sign_in(struct signing *signing)
{
	struct people *people = signing->people;
	struct problem problem;
	int wait_s = limit_take(&people->sign_ins, request_peer(signing->request)->address,
				people->settings->access.sign_ins_a_minute, clock_monotonic_us());

	if (wait_s > 0)
		refuse(signing, PROBLEM_TOO_MANY, wait_s, "too many tries to sign in: wait");
	else if (!read_words(signing, &problem))
		request_reply_problem(signing->request, &problem);
	else
		try_password(signing);
}

void session_begin_serve(void *context, struct request *request)
{
	struct signing *signing = arena_new(request_arena(request), 1, sizeof *signing);
	struct problem problem;

	*signing = (struct signing){ .people = context,
				     .request = request,
				     .arena = request_arena(request) };
	if (!ask_proxy(signing->people, request, &signing->by_proxy, &signing->name, &problem))
		request_reply_problem(request, &problem);
	else if (!is_own_page(request))
		refuse(signing, PROBLEM_FORBIDDEN, 0, "sign in from our own page");
	else if (!store_is_up(signing->people->store))
		refuse_later(signing);
	else if (!signing->by_proxy)
		sign_in(signing);
	else if (signing->name == NULL)
		refuse(signing, PROBLEM_UNAUTHENTICATED, 0,
		       "the single sign-on named nobody: sign in there");
	else
		begin(signing);
}

/* ---- Who am I, and signing out ---- */

static void serve_session(struct ask *ask)
{
	ask_answer_json(ask, 200, session_json(ask->people, &ask->who, ask->token));
}

void session_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_ALL, false, serve_session };

	ask_begin(context, request, &errand);
}

static bool bind_end(void *context, struct params *params)
{
	const struct ask *ask = context;
	unsigned char hash[SECRET_BYTES];

	secret_hash(ask->token, hash);
	params_bytes(params, hash, sizeof hash);
	return true;
}

static void on_session_ended(struct ask *ask)
{
	bool is_safe = strcmp(ask->who.way, "proxy") == 0 || request_peer(ask->request)->is_tls;

	set_cookie(ask->request, ask->arena, is_safe, "", "; Max-Age=0");
	ask_answer_empty(ask);
}

static void serve_end(struct ask *ask)
{
	static const struct step steps[] = { { "end_session", bind_end, NULL, 0 } };
	static const struct script script = SCRIPT("end a session", steps);

	ask_run(ask, &script, on_session_ended);
}

void session_end_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_ALL, false, serve_end };

	ask_begin(context, request, &errand);
}
