/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_PROBLEM_H
#define CONCERND_NET_PROBLEM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Problem documents (RFC 9457): what a sender or a tool is told when a request fails. They name the
 * place by JSON pointers and say what to do; they never repeat a value that was sent.
 */

struct event_problem; /* net/event.h: a pointer and a detail */

/* Each kind has a row in problem.c: HTTP status, type and title. */
enum problem_kind {
	PROBLEM_MALFORMED,       /* 400: the request or its JSON cannot be read */
	PROBLEM_UNAUTHENTICATED, /* 401: no credentials, or not known; sets WWW-Authenticate */
	PROBLEM_FORBIDDEN,       /* 403: known, but not allowed this */
	PROBLEM_NOT_FOUND,       /* 404 */
	PROBLEM_METHOD,          /* 405: sets nothing; the listener adds Allow itself */
	PROBLEM_CONFLICT,        /* 409 */
	PROBLEM_TOO_LARGE,       /* 413 */
	PROBLEM_MEDIA_TYPE,      /* 415 */
	PROBLEM_REFUSED,         /* 422: read and understood, but not acceptable */
	PROBLEM_TOO_MANY,        /* 429: slow down; give retry_after_s */
	PROBLEM_FAILED,          /* 500: our fault */
	PROBLEM_UNAVAILABLE,     /* 503: not now; give retry_after_s */
};

struct problem {
	enum problem_kind kind;
	char detail[480]; /* plain English, what to do; "" for none; no value */
	const struct event_problem
		*errors; /* members `errors`: pointer and detail; NULL for none */
	size_t n_errors;
	int retry_after_s; /* seconds; 0: no Retry-After */
};

/* Fills *problem with a kind and a printf-formatted detail, no errors and no Retry-After. Always
 * false, so that a failing function can end in `return problem_set(...)`. */
bool problem_set(struct problem *problem, enum problem_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Fills *problem from an error: ERR_INPUT becomes 400 and its text; ERR_RETRY 503 and ERR_FATAL 500
 * without it, for that text is for operators. */
void problem_from_err(struct problem *problem, const struct err *err);

int problem_status(enum problem_kind kind);

/* The document: type, title, status, detail, errors. The caller decrefs. */
json_t *problem_json(const struct problem *problem);

#endif
