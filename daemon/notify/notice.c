/* SPDX-License-Identifier: Apache-2.0 */
#include "notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

static const char *verb_of(const char *kind)
{
	static const struct {
		const char *kind, *verb;
	} verbs[] = {
		{ "risen", "rose" },
		{ "grown", "grew" },
		{ "escalated", "escalated" },
		{ "withdrawn", "was withdrawn" },
	};

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(kind, verbs[i].kind) == 0)
			return verbs[i].verb;
	return kind;
}

char *notice_line(const struct notice *notice, char *out, size_t size)
{
	snprintf(out, size,
		 "alert %" PRId64 " %s: %s, rule %s (%s); it does not replace the ordinary route",
		 notice->alert, verb_of(notice->kind), notice->level, notice->rule, notice->title);
	for (char *c = out; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return out;
}

int notice_priority(const struct notice *notice)
{
	static const struct {
		const char *level;
		int priority;
	} priorities[] = {
		{ "red", LOG_CRIT },
		{ "amber", LOG_WARNING },
		{ "green", LOG_NOTICE },
		{ "blue", LOG_NOTICE },
	};

	if (strcmp(notice->kind, "withdrawn") != 0)
		for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++)
			if (strcmp(notice->level, priorities[i].level) == 0)
				return priorities[i].priority;
	return LOG_NOTICE;
}

int32_t notice_backoff_s(const struct notice *notice)
{
	enum { FIRST_S = 5, LONGEST_S = 3600 };
	int32_t wait = FIRST_S;

	for (int32_t i = 1; i < notice->attempts && wait < LONGEST_S; i++)
		wait *= 2;
	if (wait > LONGEST_S)
		wait = LONGEST_S;
	return wait + (int32_t)(notice->id % (wait / 4 + 1));
}
