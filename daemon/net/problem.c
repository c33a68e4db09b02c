/* SPDX-License-Identifier: Apache-2.0 */
#include "net/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "net/event.h"

/* RFC 9457. The types are URNs: what they mean is all told in the document itself. */

#define TYPE(name) "urn:concernd:problem:" name

static const struct {
	int status;
	const char *type, *title;
} rows[] = {
	[PROBLEM_MALFORMED] = { 400, TYPE("malformed"), "The request cannot be read" },
	[PROBLEM_UNAUTHENTICATED] = { 401, TYPE("unauthenticated"), "Who you are is not known" },
	[PROBLEM_FORBIDDEN] = { 403, TYPE("forbidden"), "You may not do this" },
	[PROBLEM_NOT_FOUND] = { 404, TYPE("not-found"), "There is nothing at this address" },
	[PROBLEM_METHOD] = { 405, TYPE("method"), "This address does not take this method" },
	[PROBLEM_CONFLICT] = { 409, TYPE("conflict"), "It is not as you supposed" },
	[PROBLEM_TOO_LARGE] = { 413, TYPE("too-large"), "The request is too large" },
	[PROBLEM_MEDIA_TYPE] = { 415, TYPE("media-type"), "This kind of content is not taken" },
	[PROBLEM_REFUSED] = { 422, TYPE("refused"), "What was sent is not acceptable" },
	[PROBLEM_TOO_MANY] = { 429, TYPE("too-many"), "Too many requests" },
	[PROBLEM_FAILED] = { 500, TYPE("failed"), "Something failed here" },
	[PROBLEM_UNAVAILABLE] = { 503, TYPE("unavailable"), "Not now: try again" },
};

bool problem_set(struct problem *problem, enum problem_kind kind, const char *fmt, ...)
{
	va_list args;

	*problem = (struct problem){ .kind = kind };
	va_start(args, fmt);
	vsnprintf(problem->detail, sizeof(problem->detail), fmt, args);
	va_end(args);
	return false;
}

void problem_from_err(struct problem *problem, const struct err *err)
{
	if (err->kind == ERR_INPUT)
		problem_set(problem, PROBLEM_MALFORMED, "%s", err->text);
	else if (err->kind == ERR_RETRY)
		problem_set(problem, PROBLEM_UNAVAILABLE, "send the same again a little later");
	else
		problem_set(problem, PROBLEM_FAILED, "the operators have been told");
	if (err->kind == ERR_RETRY)
		problem->retry_after_s = 5;
}

int problem_status(enum problem_kind kind)
{
	return rows[kind].status;
}

json_t *problem_json(const struct problem *problem)
{
	json_t *json = json_pack("{s:s, s:s, s:i}", "type", rows[problem->kind].type, "title",
				 rows[problem->kind].title, "status", rows[problem->kind].status);
	json_t *errors = problem->n_errors ? json_array() : NULL;

	if (problem->detail[0])
		json_object_set_new(json, "detail", json_string(problem->detail));
	for (size_t i = 0; i < problem->n_errors; i++)
		json_array_append_new(errors,
				      json_pack("{s:s, s:s}", "pointer", problem->errors[i].pointer,
						"detail", problem->errors[i].detail));
	if (errors)
		json_object_set_new(json, "errors", errors);
	return json;
}
