/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds.h"

#include <event2/event.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "casework/ops.h"
#include "intake_private.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * The database says who is silent: by what came in the same stretch of the weeks before, or by the
 * span that the config gives. It notes that once, and who noted it tells it.
 */

/* Of a feed that brings ten and more in such a stretch, week after week, nothing at all comes by
 * chance once in 20,000 times (Poisson: e^-10). */
enum { LEAST_DUE = 10 };

enum { FIRST_SECONDS = 1, LOOK_SECONDS = 60, SCRIPT_SECONDS = 20 };

struct feeds {
	struct intake *intake;
	struct event *look;
	bool is_looking;
	struct arena arena; /* of the last look */
	const char **silent;
	size_t n_silent;
	const char **next; /* of the look under way */
	size_t n_next;
	struct arena next_arena;
	const char **texts; /* of the look under way: for ops */
	size_t n_texts, texts_room;
};

/* ---- What is asked ------------------------------------------------------------------------------ */

/* Seconds until a sender is silent whatever its rhythm; -1: never. Months end on the calendar. */
static int64_t silent_seconds(const struct intake *intake, const struct sender *sender)
{
	const struct ruleset *ruleset = rulesets_newest(intake->rulesets, NULL);
	int64_t now_us = clock_now_us();

	if (sender->silent_after.unit == SPAN_EVER)
		return -1;
	return (now_us - span_before(ruleset->zone, now_us, sender->silent_after)) / USEC_PER_SEC;
}

static bool bind_senders(void *context, struct params *params)
{
	struct feeds *feeds = context;
	const struct settings *settings = feeds->intake->settings;

	feeds->n_texts = 0; /* of a run before */
	params_array(params, PARAM_TEXT, settings->n_senders);
	for (size_t i = 0; i < settings->n_senders; i++)
		params_add_text(params, settings->senders[i].name);
	params_array(params, PARAM_INT8, settings->n_senders);
	for (size_t i = 0; i < settings->n_senders; i++)
		params_add_int8(params, silent_seconds(feeds->intake, &settings->senders[i]));
	params_int4(params, LEAST_DUE);
	return true;
}

/* ---- What is told ------------------------------------------------------------------------------- */

/* "Friday 13 Nov 18:10", by the clock on the wall; 1970-01-01 was a Thursday. */
static const char *wall_time(const struct intake *intake, int64_t at_us, char *out, size_t size)
{
	static const char *const days[] = { "Thursday", "Friday",  "Saturday", "Sunday",
					    "Monday",   "Tuesday", "Wednesday" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const struct zone *zone = rulesets_newest(intake->rulesets, NULL)->zone;
	int64_t local_us = zone_local_us(zone, at_us);
	int32_t day = zone_local_day(zone, at_us);
	int minute = (int)((local_us - day * USEC_PER_DAY) / (60 * (int64_t)USEC_PER_SEC));
	struct date date = date_from_day(day);

	snprintf(out, size, "%s %d %s %02d:%02d", days[(day % 7 + 7) % 7], date.day,
		 months[date.month - 1], minute / 60, minute % 60);
	return out;
}

enum { WALL_BYTES = 64 };

/* Logs it, and keeps it for the notices of the same transaction. */
static void tell(struct feeds *feeds, const char *text)
{
	log_warning("%s", text);
	feeds->texts = arena_grow(&feeds->next_arena, feeds->texts, feeds->n_texts,
				  &feeds->texts_room, sizeof *feeds->texts);
	feeds->texts[feeds->n_texts++] = text;
}

static bool bind_ops(void *context, struct params *params)
{
	struct feeds *feeds = context;
	bool any = ops_bind(params, feeds->intake->settings, feeds->texts, feeds->n_texts);

	feeds->n_texts = 0;
	return any;
}

static bool take_new(void *context, const struct rows *rows, struct err *err)
{
	struct feeds *feeds = context;
	char at[WALL_BYTES];

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		int32_t due = rows_int4(rows, i, 2);

		wall_time(feeds->intake, rows_time(rows, i, 1), at, sizeof at);
		if (due > 0)
			tell(feeds, arena_printf(&feeds->next_arena,
						 "sender %s: nothing came since %s, about %d were "
						 "due; ask whether it sends",
						 rows_text(rows, i, 0), at, (int)due));
		else
			tell(feeds, arena_printf(&feeds->next_arena,
						 "sender %s: nothing came since %s; ask whether "
						 "it sends",
						 rows_text(rows, i, 0), at));
	}
	return true;
}

static bool take_ended(void *context, const struct rows *rows, struct err *err)
{
	const struct feeds *feeds = context;
	char at[WALL_BYTES];

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++)
		log_notice("sender %s: is heard again; nothing had come since %s",
			   rows_text(rows, i, 0),
			   wall_time(feeds->intake, rows_time(rows, i, 1), at, sizeof at));
	return true;
}

static bool bind_names(void *context, struct params *params)
{
	const struct feeds *feeds = context;
	const struct settings *settings = feeds->intake->settings;

	params_array(params, PARAM_TEXT, settings->n_senders);
	for (size_t i = 0; i < settings->n_senders; i++)
		params_add_text(params, settings->senders[i].name);
	params_text(params, zone_name(rulesets_newest(feeds->intake->rulesets, NULL)->zone));
	return true;
}

static bool bind_zone(void *context, struct params *params)
{
	const struct feeds *feeds = context;

	params_text(params, zone_name(rulesets_newest(feeds->intake->rulesets, NULL)->zone));
	return true;
}

static bool take_short(void *context, const struct rows *rows, struct err *err)
{
	struct feeds *feeds = context;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct date date = date_from_day(rows_date(rows, i, 1));

		tell(feeds,
		     arena_printf(&feeds->next_arena,
				  "sender %s: %d sent on %04d-%02d-%02d, %d here; look at "
				  "`concernctl refused list`, and ask the sender for the rest",
				  rows_text(rows, i, 0), (int)rows_int4(rows, i, 2), (int)date.year,
				  (int)date.month, (int)date.day, (int)rows_int4(rows, i, 3)));
	}
	return true;
}

static bool take_whole(void *context, const struct rows *rows, struct err *err)
{
	(void)context, (void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct date date = date_from_day(rows_date(rows, i, 1));

		log_notice("sender %s: %04d-%02d-%02d is no longer short", rows_text(rows, i, 0),
			   (int)date.year, (int)date.month, (int)date.day);
	}
	return true;
}

static bool take_silent(void *context, const struct rows *rows, struct err *err)
{
	struct feeds *feeds = context;

	(void)err;
	feeds->n_next = rows_count(rows);
	feeds->next = arena_new(&feeds->next_arena, feeds->n_next, sizeof *feeds->next);
	for (size_t i = 0; i < feeds->n_next; i++)
		feeds->next[i] = arena_strdup(&feeds->next_arena, rows_text(rows, i, 0));
	return true;
}

/* ---- Looking ------------------------------------------------------------------------------------ */

/* What is noted is told: its notices are of the same transaction. Only who noted it gets it. */
static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "end_silences", NULL, take_ended, STEP_WAIT },
	{ "note_silences", bind_senders, take_new, STEP_WAIT },
	{ "list_silences", NULL, take_silent, 0 },
	{ "end_shortfalls", bind_zone, take_whole, STEP_WAIT },
	{ "note_shortfalls", bind_names, take_short, STEP_WAIT },
	{ "insert_ops_notices", bind_ops, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};
static const struct script script = { "watch feeds", steps, sizeof steps / sizeof *steps,
				      SCRIPT_SECONDS *(int64_t)USEC_PER_SEC };

static void on_looked(void *context, const struct script_end *end)
{
	struct feeds *feeds = context;

	feeds->is_looking = false;
	feeds->texts = NULL;
	feeds->n_texts = feeds->texts_room = 0;
	if (end->err == NULL) {
		arena_done(&feeds->arena);
		feeds->arena = feeds->next_arena;
		feeds->silent = feeds->next;
		feeds->n_silent = feeds->n_next;
	} else {
		if (end->err->kind != ERR_RETRY)
			log_error("cannot look for feeds that fell silent: %s", end->err->text);
		arena_done(&feeds->next_arena);
	}
	arena_init(&feeds->next_arena);
	intake_release(feeds->intake);
}

static void on_look(evutil_socket_t fd, short what, void *context)
{
	struct feeds *feeds = context;
	struct intake *intake = feeds->intake;

	(void)fd, (void)what;
	bool can = !feeds->is_looking && !intake->is_stopping && store_is_up(intake->store) &&
		   rulesets_newest(intake->rulesets, NULL) != NULL;

	event_add(feeds->look, &(struct timeval){ .tv_sec = can ? LOOK_SECONDS : FIRST_SECONDS });
	if (!can)
		return;
	feeds->is_looking = true;
	intake_hold(intake);
	store_run(intake->store, &script, feeds, on_looked);
}

struct feeds *feeds_new(struct intake *intake)
{
	struct feeds *feeds = mem_new(1, sizeof *feeds);

	feeds->intake = intake;
	arena_init(&feeds->arena);
	arena_init(&feeds->next_arena);
	feeds->look = evtimer_new(intake->base, on_look, feeds);
	event_add(feeds->look, &(struct timeval){ .tv_sec = FIRST_SECONDS });
	return feeds;
}

void feeds_free(struct feeds *feeds)
{
	event_free(feeds->look);
	arena_done(&feeds->arena);
	arena_done(&feeds->next_arena);
	mem_free(feeds);
}

void feeds_measure(const struct feeds *feeds, struct metrics *metrics)
{
	const struct settings *settings = feeds->intake->settings;

	metrics_family(metrics, METRIC_GAUGE, "feed_silent",
		       "1 for a sender of whom nothing comes where something was due.");
	for (size_t i = 0; i < settings->n_senders; i++) {
		bool is_silent = false;

		for (size_t j = 0; j < feeds->n_silent; j++)
			is_silent = is_silent ||
				    strcmp(feeds->silent[j], settings->senders[i].name) == 0;
		metrics_add(metrics, is_silent, "sender", settings->senders[i].name, NULL);
	}
}
