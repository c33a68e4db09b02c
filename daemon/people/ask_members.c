/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "base/clock.h"
#include "config/ruleset.h"

/* Members of the body and parameters of the query, and what is wrong with them, in words. */

bool ask_note(struct ask *ask, enum problem_kind kind, const char *fmt, ...)
{
	va_list args;

	ask->is_refused = true;
	ask->problem = (struct problem){ .kind = kind };
	va_start(args, fmt);
	vsnprintf(ask->problem.detail, sizeof ask->problem.detail, fmt, args);
	va_end(args);
	return false;
}

bool ask_note_restricted(struct ask *ask)
{
	return ask_note(ask, PROBLEM_FORBIDDEN,
			"this is of a restricted family: ask those who are named for it, or the "
			"duty manager");
}

bool ask_note_at(struct ask *ask, const char *pointer, const char *fmt, ...)
{
	va_list args;

	ask->is_refused = true;
	ask->problem = (struct problem){ .kind = PROBLEM_REFUSED };
	va_start(args, fmt);
	vsnprintf(ask->problem.detail, sizeof ask->problem.detail, fmt, args);
	va_end(args);
	ask->errors[0] = (struct event_problem){ arena_strdup(ask->arena, pointer),
						 ask->problem.detail };
	ask->problem.errors = ask->errors;
	ask->problem.n_errors = 1;
	return false;
}

bool ask_note_also(struct ask *ask, const char *pointer, const char *fmt, ...)
{
	size_t n = ask->problem.n_errors;
	char text[sizeof ask->problem.detail];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (n == 0)
		return ask_note_at(ask, pointer, "%s", text);
	if (n < ASK_ERRORS_MOST)
		ask->errors[ask->problem.n_errors++] = (struct event_problem){
			arena_strdup(ask->arena, pointer), arena_strdup(ask->arena, text)
		};
	return false;
}

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

bool ask_text(struct ask *ask, const char *name, size_t most, bool optional, const char **ret)
{
	const json_t *member = json_object_get(ask->body, name);
	const char *text = json_string_value(member);

	*ret = NULL;
	if (optional && (member == NULL || json_is_null(member)))
		return true;
	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0' || characters(text) > most)
		return ask_note_at(ask, arena_printf(ask->arena, "/%s", name),
				   "%s is a text of 1 to %zu characters", name, most);
	*ret = text;
	return true;
}

bool ask_number(struct ask *ask, const char *name, bool optional, int64_t *ret)
{
	const json_t *member = json_object_get(ask->body, name);

	*ret = 0;
	if (optional && (member == NULL || json_is_null(member)))
		return true;
	if (!json_is_integer(member) || json_integer_value(member) < 1)
		return ask_note_at(ask, arena_printf(ask->arena, "/%s", name),
				   "%s is a whole number from 1", name);
	*ret = json_integer_value(member);
	return true;
}

static bool read_number(const char *text, int64_t *ret)
{
	size_t length = strlen(text);

	*ret = 0;
	for (const char *at = text; *at != '\0'; at++) {
		if (*at < '0' || *at > '9')
			return false;
		*ret = *ret * 10 + (*at - '0');
	}
	return length > 0 && length <= 18;
}

bool ask_param_number(struct ask *ask, const char *name, int64_t low, int64_t high,
		      int64_t standard, int64_t *ret)
{
	const char *text = request_param(ask->request, name);

	*ret = standard;
	if (text == NULL)
		return true;
	if (strlen(text) <= 18 && read_number(text, ret) && *ret >= low && *ret <= high)
		return true;
	return ask_note(ask, PROBLEM_MALFORMED, "%s is a whole number from %lld to %lld", name,
			(long long)low, (long long)high);
}

bool ask_path_id(struct ask *ask)
{
	const char *text = request_segment(ask->request, 0);

	if (strlen(text) <= 18 && read_number(text, &ask->id) && ask->id > 0)
		return true;
	ask_note(ask, PROBLEM_NOT_FOUND, "an id is a whole number from 1");
	ask_answer_problem(ask);
	return false;
}

int32_t ask_today(const struct ask *ask)
{
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);
	int64_t now_us = clock_now_us();

	return ruleset != NULL ? zone_local_day(ruleset->zone, now_us)
			       : (int32_t)(now_us / USEC_PER_DAY);
}
