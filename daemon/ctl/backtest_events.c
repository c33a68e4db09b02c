/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backtest.h"
#include "intake/accept.h"
#include "net/event.h"

/*
 * Events from a file: each line is read and checked as the daemon would have done, by a sender that
 * may speak for everyone. A line that is refused is told and counted, and holds up no other.
 */

enum { LINE_MAX_BYTES = 1024 * 1024, WARNINGS_TOLD = 20 };

static void tell(const struct backtest_events *events, size_t line, const char *kind,
		 const char *pointer, const char *detail)
{
	fprintf(stderr, "%s:%zu: %s%s%s%s\n", events->path, line, kind, pointer,
		*pointer != '\0' ? ": " : "", detail);
}

static void refuse(struct backtest_events *events, size_t line, const char *pointer,
		   const char *detail)
{
	tell(events, line, "", pointer, detail);
	events->n_refused++;
}

static void tell_warnings(struct backtest_events *events, size_t line,
			  const struct event_problems *warnings)
{
	for (size_t i = 0; i < warnings->n; i++)
		if (events->n_warnings++ < WARNINGS_TOLD)
			tell(events, line, "warning: ", warnings->list[i].pointer,
			     warnings->list[i].detail);
}

/* The first mistake is told in the line's count, the others beside it. */
static void tell_errors(struct backtest_events *events, size_t line,
			const struct event_problems *errors)
{
	for (size_t i = 0; i < errors->n; i++)
		tell(events, line, "", errors->list[i].pointer, errors->list[i].detail);
	events->n_refused++;
}

/* For routing and the screen: what it says, and how, is nothing to a backtest. */
static bool is_for_the_screen(const struct event *event)
{
	return event->type == EVENT_CHILD_STATUS || event->type == EVENT_FEED_TALLY;
}

static void take_event(struct backtest_events *events, size_t line, const json_t *json,
		       const struct ruleset *ruleset, struct replay *replay, struct arena *arena)
{
	struct event event;
	struct acceptance acceptance;

	event_read(json, arena, &event);
	if (is_for_the_screen(&event)) {
		events->n_read++;
		return;
	}
	if (!event.has_recorded)
		event_problem(&event.errors, arena, "/recordedtime",
			      "missing: say when the event became known, as RFC 3339 with a zone");
	accept_event(&event, NULL, NULL, ruleset, event.recorded_us, arena, &acceptance);
	if (event.has_recorded && event.recorded_us >= events->to_us)
		return;
	events->n_read++;
	if (acceptance.errors.n > 0) {
		tell_errors(events, line, &acceptance.errors);
		return;
	}
	tell_warnings(events, line, &acceptance.warnings);
	replay_add(replay, &acceptance.fact, event.recorded_us, line);
}

static void take_line(struct backtest_events *events, size_t line, const char *text, size_t length,
		      const struct ruleset *ruleset, struct replay *replay)
{
	const char *detail = "longer than 1 MiB; one event a line";
	struct arena arena;
	json_t *json;

	if (strspn(text, " \t\r\n") == length)
		return;
	json = length > LINE_MAX_BYTES ? NULL : event_json_load(text, length, &detail);
	if (json == NULL) {
		events->n_read++;
		refuse(events, line, "", detail);
		return;
	}
	arena_init(&arena);
	take_event(events, line, json, ruleset, replay, &arena);
	arena_done(&arena);
	json_decref(json);
}

bool backtest_read(struct backtest_events *events, const struct ruleset *ruleset,
		   struct replay *replay, struct err *err)
{
	bool is_stdin = strcmp(events->path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(events->path, "re");
	char *text = NULL;
	size_t room = 0;
	ssize_t length;
	bool failed;

	if (file == NULL)
		return err_set(err, ERR_INPUT, "cannot read %s: %s", events->path, strerror(errno));
	for (size_t line = 1; (length = getline(&text, &room, file)) >= 0; line++)
		take_line(events, line, text, (size_t)length, ruleset, replay);
	failed = ferror(file) != 0;
	free(text);
	if (!is_stdin)
		fclose(file);
	if (failed)
		return err_set(err, ERR_INPUT, "cannot read %s to its end", events->path);
	if (events->n_warnings > WARNINGS_TOLD)
		fprintf(stderr, "%s: and %zu more fields were left out\n", events->path,
			events->n_warnings - WARNINGS_TOLD);
	return true;
}

void backtest_on_refused(void *context, size_t line, enum replay_refusal refusal)
{
	struct backtest_events *events = context;

	if (refusal == REPLAY_DUPLICATE)
		events->n_duplicate++;
	else
		refuse(events, line, "/id",
		       "an event with this source and id came before with other data: refused");
}
