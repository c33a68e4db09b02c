/* SPDX-License-Identifier: Apache-2.0 */
#include "notice.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "base/clock.h"

/* ---- A notice as one line ---------------------------------------------------------------------- */

static void line_alert(const struct notice *notice, const json_t *detail, char *out, size_t size)
{
	static const struct {
		const char *kind, *verb;
	} verbs[] = {
		{ "risen", "rose" },
		{ "grown", "grew" },
		{ "escalated", "escalated" },
		{ "withdrawn", "was withdrawn" },
		{ "feedback", "was decided, feedback" },
	};
	const char *verb = notice->kind;

	(void)detail;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(notice->kind, verbs[i].kind) == 0)
			verb = verbs[i].verb;
	snprintf(out, size,
		 "alert %" PRId64 " %s: %s, rule %s (%s); it does not replace the ordinary route",
		 notice->alert, verb, notice->level, notice->rule, notice->title);
}

static const char *text_of(const json_t *detail, const char *key)
{
	const char *text = json_string_value(json_object_get(detail, key));

	return text != NULL ? text : "";
}

static const char *missed_what(const char *clock)
{
	static const struct {
		const char *clock, *what;
	} whats[] = {
		{ "acknowledge", "is not acknowledged" },
		{ "decide", "is not decided" },
		{ "act", "has an action that is not done" },
		{ "feedback", "has feedback that did not arrive" },
		{ "answer", "has a request that no agency answered" },
		{ "conference", "has a meeting that was not followed by the next" },
	};

	for (size_t i = 0; i < sizeof whats / sizeof *whats; i++)
		if (strcmp(clock, whats[i].clock) == 0)
			return whats[i].what;
	return "waits";
}

static void line_missed(const struct notice *notice, const json_t *detail, char *out, size_t size)
{
	char due[32];

	snprintf(out, size, "alert %" PRId64 " %s in time: due %s, told %d times; %s, rule %s (%s)",
		 notice->alert, missed_what(text_of(detail, "clock")),
		 time_format(notice->deadline_us, due),
		 (int)json_integer_value(json_object_get(detail, "rung")), notice->level,
		 notice->rule, notice->title);
}

/* Not the agency's reference: that may be a record's id, and this may stand in a log. */
static void line_request(const struct notice *notice, const json_t *detail, char *out, size_t size)
{
	char due[32];

	if (json_is_true(json_object_get(detail, "withdrawn")))
		snprintf(out, size, "information request %" PRId64 " is withdrawn",
			 notice->request.id);
	else
		snprintf(out, size, "information request %" PRId64 ", to be answered by %s",
			 notice->request.id, time_format(notice->deadline_us, due));
}

static void line_ops(const struct notice *notice, const json_t *detail, char *out, size_t size)
{
	(void)notice;
	snprintf(out, size, "for ops: %s", text_of(detail, "text"));
}

static void line_digest(const struct notice *notice, const json_t *detail, char *out, size_t size)
{
	(void)notice;
	snprintf(out, size, "digest%s%s: %d alerts wait for a decision, %d of them late",
		 *text_of(detail, "team") != '\0' ? " of " : "", text_of(detail, "team"),
		 (int)json_integer_value(json_object_get(detail, "open")),
		 (int)json_integer_value(json_object_get(detail, "late")));
}

static void line_test(const struct notice *notice, const json_t *detail, char *out, size_t size)
{
	(void)notice;
	(void)detail;
	snprintf(out, size, "TEST: a drill, there is no alert and nothing to do");
}

static const struct {
	const char *kind; /* NULL: all others */
	void (*write)(const struct notice *notice, const json_t *detail, char *out, size_t size);
} lines[] = {
	{ "missed", line_missed }, { "request", line_request }, { "ops", line_ops },
	{ "digest", line_digest }, { "test", line_test },       { NULL, line_alert },
};

char *notice_line(const struct notice *notice, char *out, size_t size)
{
	json_t *detail = json_loads(notice->detail != NULL ? notice->detail : "{}", 0, NULL);
	size_t i = 0;

	while (lines[i].kind != NULL && strcmp(lines[i].kind, notice->kind) != 0)
		i++;
	lines[i].write(notice, detail, out, size);
	json_decref(detail);
	for (char *c = out; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return out;
}

/* ---- How urgent, and when again ---------------------------------------------------------------- */

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

	if (strcmp(notice->kind, "ops") == 0)
		return LOG_WARNING;
	if (strcmp(notice->kind, "withdrawn") != 0 && strcmp(notice->kind, "request") != 0 &&
	    notice->level != NULL)
		for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++)
			if (strcmp(notice->level, priorities[i].level) == 0)
				return priorities[i].priority;
	return LOG_NOTICE;
}

int32_t notice_backoff_s(const struct notice *notice)
{
	enum { FIRST_S = 5, LONGEST_HERE_S = 3600, LONGEST_S = 6 * 3600 };
	bool is_far = strcmp(notice->channel, "email") == 0 ||
		      strcmp(notice->channel, "webhook") == 0;
	int32_t wait = FIRST_S, longest = is_far ? LONGEST_S : LONGEST_HERE_S;

	for (int32_t i = 1; i < notice->attempts && wait < longest; i++)
		wait *= 2;
	if (wait > longest)
		wait = longest;
	return wait + (int32_t)(notice->id % (wait / 4 + 1));
}

/* ---- Words ------------------------------------------------------------------------------------- */

const char *notice_time(struct arena *arena, const struct zone *zone, int64_t at_us)
{
	/* 1970-01-01 was a Thursday. */
	static const char *const days[] = { "Thursday", "Friday",  "Saturday", "Sunday",
					    "Monday",   "Tuesday", "Wednesday" };
	static const char *const months[] = { "January",   "February", "March",    "April",
					      "May",       "June",     "July",     "August",
					      "September", "October",  "November", "December" };
	int64_t local_us = zone != NULL ? zone_local_us(zone, at_us) : at_us;
	int64_t day = local_us / USEC_PER_DAY;
	int minute = (int)(local_us % USEC_PER_DAY / (60 * (int64_t)USEC_PER_SEC));
	struct date date = date_from_day((int32_t)day);

	return arena_printf(arena, "%s %d %s %d, %02d:%02d%s", days[day % 7], date.day,
			    months[date.month - 1], date.year, minute / 60, minute % 60,
			    zone != NULL ? "" : " UTC");
}

const char *notice_message_id(struct arena *arena, const struct notice *notice)
{
	return arena_printf(arena, "ntc_%" PRId64 "_%" PRId64, notice->id,
			    notice->created_us / USEC_PER_SEC);
}
