/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_ASK_H
#define CONCERND_PEOPLE_ASK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "handlers.h"
#include "net/event.h"
#include "net/problem.h"
#include "secret.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * One request of a person, from the cookie to the answer: who it is, whether their role may do it,
 * whether the page meant it (the CSRF token), the body, then the handler's own part, and an answer that
 * was audited before it goes out. Everything lies in the request's memory.
 */

/* Who may do what: bits of a person's roles. */
enum role {
	ROLE_SCREENER = 1,
	ROLE_MANAGER = 2,
	ROLE_AUDITOR = 4,
	ROLE_OPS = 8,
	ROLE_DUTY = 16,
};
#define ROLES_CASES (ROLE_SCREENER | ROLE_MANAGER) /* see children and alerts */
#define ROLES_ALL   (ROLES_CASES | ROLE_AUDITOR | ROLE_OPS | ROLE_DUTY)

/* A person who is signed in. */
struct who {
	const char *name, *title, *way;
	unsigned roles;
	int64_t begun_us, ends_us;
};

struct ask;

/* Bytes of a body; a long one tells of many children. */
#define BODY_MOST      ((size_t)64 * 1024)
#define BODY_LONG_MOST ((size_t)1024 * 1024)
enum { BODY_LONG = 2 };

/* What a request needs, and what serves it once that is there. */
struct errand {
	unsigned roles; /* any of them */
	int has_body;   /* a JSON object: false, true, or BODY_LONG */
	void (*serve)(struct ask *ask);
};

enum { ASK_ERRORS_MOST = 12 };

struct ask {
	struct people *people;
	struct request *request;
	struct arena *arena;
	const struct errand *errand;
	const char *token; /* of the session; NULL without a cookie */
	struct who who;    /* name is NULL until it is known */
	json_t *body;      /* has_body */

	/* The handler's. */
	int64_t id;       /* a number of the path */
	void *part;       /* more of its own */
	json_t *json;     /* the answer to be; owned */
	const char *text; /* as it will be sent, once ask_seal() was called */
	char etag[40];
	void (*finish)(struct ask *ask); /* after its script: answers */
	void (*let_go)(
		struct ask *ask); /* gives back what lies elsewhere, before the answer; or NULL */

	/* The audit row of a view (statement audit_look). */
	const char *action;      /* "alert-viewed" */
	const int64_t *children; /* looked at; none for a list */
	size_t n_children;
	int64_t alert; /* 0 for none */
	const char *detail;

	bool is_refused; /* problem says why */
	struct problem problem;
	struct event_problem errors[ASK_ERRORS_MOST]; /* of problem, where members are wrong */
};

/* Begins: answers by itself what cannot be served. */
void ask_begin(struct people *people, struct request *request, const struct errand *errand);

/* The token of the session cookie; NULL when there is none. */
const char *ask_cookie(struct request *request);

/* True if the request comes from the single sign-on's proxy; *ret_name is whom it names (NULL: nobody).
 * False with a problem if somebody else names a person, or the proxy does so twice. */
bool ask_proxy(struct people *people, struct request *request, bool *ret_is_proxy,
	       const char **ret_name, struct problem *problem);

/* The JSON object of a body of so many bytes at most; NULL with a problem. */
json_t *ask_read_body(struct request *request, size_t most, struct problem *problem);

/* "screener" → bit; 0 for any other word. And all of a row's column of roles. */
unsigned role_parse(const char *name, size_t length);
unsigned roles_take(const struct rows *rows, size_t row, int column);
json_t *roles_json(unsigned roles);

/* Reads who it is from a row (name, title, roles, way, begun_at, ends_at). */
void who_take(struct arena *arena, const struct rows *rows, struct who *ret);

/* ---- For handlers ---- */

/* Today by the clock of the rules: a day number. */
int32_t ask_today(const struct ask *ask);

/* The number that a "{}" of the path took, into ask->id. False, answered 404, if it is none. */
bool ask_path_id(struct ask *ask);

/* Members of the body. False, with the problem noted (not yet answered), if one is not as wanted.
 * Texts are of 1 to `most` characters; an optional one may be missing or null, and is NULL or 0. */
bool ask_text(struct ask *ask, const char *name, size_t most, bool optional, const char **ret);
bool ask_number(struct ask *ask, const char *name, bool optional, int64_t *ret);

/* Notes what is wrong. Always false. The second names the member. */
bool ask_note(struct ask *ask, enum problem_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool ask_note_at(struct ask *ask, const char *pointer, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for each of several members of one form, so that a person hears of all of them at once. */
bool ask_note_also(struct ask *ask, const char *pointer, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Notes that it is of a restricted family, and whom to ask. Always false. */
bool ask_note_restricted(struct ask *ask);

/* A parameter of the query as a number in a range; `standard` when it is not given. False, noted. */
bool ask_param_number(struct ask *ask, const char *name, int64_t low, int64_t high,
		      int64_t standard, int64_t *ret);

/* Runs a script, whose context is the ask, and goes on with finish; answers when it fails or a take
 * has noted a problem. */
void ask_run(struct ask *ask, const struct script *script, void (*finish)(struct ask *ask));

/* A take's way out, after ask_note(): fails the script. Always false. */
bool ask_stop(struct ask *ask, struct err *err);

/* Takes a row's first column, JSON, as ask->json; no row or null: noted 404, stopped. */
bool ask_take_json(void *context, const struct rows *rows, struct err *err);

/* Writes ask->json as it will be sent, with its ETag. */
void ask_seal(struct ask *ask);

/* True if the client has exactly this already (If-None-Match). After ask_seal(). */
bool ask_is_known(const struct ask *ask);

/* The children that were looked at: the one of the path, or those of a column. */
void ask_looks_at_child(struct ask *ask);
void ask_looks_at_children(struct ask *ask, const struct rows *rows, size_t row, int column);

/* Binds audit_look: who looked at what. The second leaves a list out that the client has already. */
bool ask_bind_audit(void *context, struct params *params);
bool ask_bind_audit_list(void *context, struct params *params);

/* Parameters that many statements end with: name, on duty. */
void ask_add_reader(const struct ask *ask, struct params *params);

/* Binds the number of the path, then the reader: is there such a one, and is it closed to them? */
bool ask_bind_id(void *context, struct params *params);

/* The marks of summaries that this person may read, as an array of texts. */
void ask_add_marks(const struct ask *ask, struct params *params);

/* The answers. Each may be called once; the ask is gone afterwards. */
void ask_answer(struct ask *ask);                                /* ask->json, 200 or 304 */
void ask_answer_json(struct ask *ask, int status, json_t *json); /* steals json */
void ask_answer_problem(struct ask *ask);                        /* as it was noted */
void ask_answer_text(struct ask *ask, const char *content_type, const char *text); /* 200 */
/* The problem, once it is noted that somebody was kept out of a restricted record. */
void ask_answer_closed(struct ask *ask);
void ask_answer_empty(struct ask *ask);                /* 204 */
void ask_fail(struct ask *ask, const struct err *err); /* the database could not */

#endif
