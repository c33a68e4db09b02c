/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One round at a time: claim what is due, send it, mark what became of it, and again as long as a
 * round was full. NOTIFY and a timer begin a round. Whatever dies between sending and marking leaves
 * a lease that passes, and the notice is sent again.
 */
#include "notify/notify.h"

#include <event2/event.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "channel.h"
#include "store/params.h"
#include "store/rows.h"

enum { ROUND_NOTICES = 500, LEASE_S = 60, SWEEP_S = 5, SCRIPT_S = 20 };
/* Hints that come within it share a round. */
enum { GATHER_US = 50 * USEC_PER_MSEC };

static const struct channel channels[] = {
	{ NOTIFY_CHANNEL_LOG, channel_log_send },
	{ NOTIFY_CHANNEL_SYSLOG, channel_syslog_send },
	{ NOTIFY_CHANNEL_JOURNAL, channel_journal_send },
};
enum { CHANNELS = sizeof channels / sizeof *channels };

/* What a notice of the round came to: error is NULL when it was sent. */
struct outcome {
	int64_t id;
	const char *error;
	int32_t wait_s;
};

struct notify {
	struct store *store;
	struct event *sweep, *gathered;
	bool serves[CHANNELS];
	struct datagram to[CHANNELS];
	bool failing
		[CHANNELS]; /* as of its last round: a log line when it begins and when it ends */
	uint64_t sent[CHANNELS], failed[CHANNELS];
	bool busy, again, stopped, store_failing;

	struct arena arena; /* of the round */
	struct notice *notices;
	struct outcome *outcomes;
	size_t n;
};

static size_t channel_find(const char *name)
{
	size_t i = 0;

	while (i < CHANNELS && strcmp(channels[i].name, name) != 0)
		i++;
	return i;
}

static void round_begin(struct notify *notify);

/* ---- Claim ---------------------------------------------------------------------------------- */

static bool bind_claim(void *context, struct params *params)
{
	const struct notify *notify = context;
	size_t n = 0;

	for (size_t i = 0; i < CHANNELS; i++)
		n += notify->serves[i];
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < CHANNELS; i++)
		if (notify->serves[i])
			params_add_text(params, channels[i].name);
	params_int4(params, ROUND_NOTICES);
	params_int4(params, LEASE_S);
	return true;
}

static bool take_claim(void *context, const struct rows *rows, struct err *err)
{
	struct notify *notify = context;
	struct arena *arena = &notify->arena;

	(void)err;
	notify->n = rows_count(rows);
	notify->notices = arena_new(arena, notify->n, sizeof *notify->notices);
	for (size_t i = 0; i < notify->n; i++) {
		notify->notices[i] = (struct notice){
			.id = rows_int8(rows, i, 0),
			.channel = arena_strdup(arena, rows_text(rows, i, 1)),
			.kind = arena_strdup(arena, rows_text(rows, i, 2)),
			.attempts = rows_int4(rows, i, 3),
			.alert = rows_int8(rows, i, 4),
			.evidence_version = rows_int4(rows, i, 5),
			.rule = arena_strdup(arena, rows_text(rows, i, 6)),
			.title = arena_strdup(arena, rows_text(rows, i, 7)),
			.level = arena_strdup(arena, rows_text(rows, i, 8)),
		};
	}
	return true;
}

/* ---- Send ----------------------------------------------------------------------------------- */

static void send_notice(struct notify *notify, const struct notice *notice, struct outcome *ret,
			struct err *err)
{
	size_t i = channel_find(notice->channel);

	*ret = (struct outcome){ .id = notice->id };
	if (channels[i].send(&notify->to[i], notice, err)) {
		notify->sent[i]++;
		return;
	}
	notify->failed[i]++;
	ret->error = err_kind_name(err->kind);
	ret->wait_s = notice_backoff_s(notice);
}

/* Logs that a channel fails, or that it does no longer. */
static void tell_change(struct notify *notify, const uint64_t sent[], const uint64_t failed[],
			const struct err *err)
{
	for (size_t i = 0; i < CHANNELS; i++) {
		bool fails = notify->failed[i] > failed[i];

		if (fails && !notify->failing[i])
			log_warning("notices wait in the outbox: %s: %s", channels[i].name,
				    err->text);
		if (!fails && notify->failing[i] && notify->sent[i] > sent[i])
			log_notice("%s takes notices again", channels[i].name);
		if (fails || notify->sent[i] > sent[i])
			notify->failing[i] = fails;
	}
}

static void send_notices(struct notify *notify)
{
	uint64_t sent[CHANNELS], failed[CHANNELS];
	struct err err = { 0 };

	memcpy(sent, notify->sent, sizeof sent);
	memcpy(failed, notify->failed, sizeof failed);
	notify->outcomes = arena_new(&notify->arena, notify->n, sizeof *notify->outcomes);
	for (size_t i = 0; i < notify->n; i++)
		send_notice(notify, &notify->notices[i], &notify->outcomes[i], &err);
	tell_change(notify, sent, failed, &err);
}

/* ---- Mark ----------------------------------------------------------------------------------- */

static size_t count_outcomes(const struct notify *notify, bool sent)
{
	size_t n = 0;

	for (size_t i = 0; i < notify->n; i++)
		n += (notify->outcomes[i].error == NULL) == sent;
	return n;
}

static void add_ids(const struct notify *notify, struct params *params, bool sent)
{
	params_array(params, PARAM_INT8, count_outcomes(notify, sent));
	for (size_t i = 0; i < notify->n; i++)
		if ((notify->outcomes[i].error == NULL) == sent)
			params_add_int8(params, notify->outcomes[i].id);
}

static bool bind_sent(void *context, struct params *params)
{
	const struct notify *notify = context;

	if (count_outcomes(notify, true) == 0)
		return false;
	add_ids(notify, params, true);
	return true;
}

static bool bind_failed(void *context, struct params *params)
{
	const struct notify *notify = context;
	size_t n = count_outcomes(notify, false);

	if (n == 0)
		return false;
	add_ids(notify, params, false);
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < notify->n; i++)
		if (notify->outcomes[i].error != NULL)
			params_add_int4(params, notify->outcomes[i].wait_s);
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < notify->n; i++)
		if (notify->outcomes[i].error != NULL)
			params_add_text(params, notify->outcomes[i].error);
	return true;
}

/* ---- The round ------------------------------------------------------------------------------ */

static const struct step claim_steps[] = {
	{ .statement = "begin" },
	{ .statement = "commit_without_waiting" },
	{ .statement = "claim_notices", .bind = bind_claim, .take = take_claim },
	{ .statement = "commit" },
};

static const struct script claim_script = {
	.name = "claim notices",
	.steps = claim_steps,
	.n_steps = sizeof claim_steps / sizeof *claim_steps,
	.deadline_us = (int64_t)SCRIPT_S * USEC_PER_SEC,
};

static const struct step mark_steps[] = {
	{ .statement = "begin" },
	{ .statement = "commit_without_waiting" },
	{ .statement = "mark_notices_sent", .bind = bind_sent },
	{ .statement = "mark_notices_failed", .bind = bind_failed },
	{ .statement = "commit" },
};

static const struct script mark_script = {
	.name = "mark notices",
	.steps = mark_steps,
	.n_steps = sizeof mark_steps / sizeof *mark_steps,
	.deadline_us = (int64_t)SCRIPT_S * USEC_PER_SEC,
};

/* Ends the round; another follows at once if this one was full or a hint came meanwhile. */
static void round_end(struct notify *notify, const struct err *err)
{
	bool more = err == NULL && (notify->again || notify->n == ROUND_NOTICES);

	if (err != NULL && !notify->store_failing)
		log_warning("the outbox cannot be read now, notices wait in it: %s", err->text);
	notify->store_failing = err != NULL;
	notify->busy = notify->again = false;
	notify->n = 0;
	arena_done(&notify->arena);
	if (more)
		round_begin(notify);
}

static void on_marked(void *context, const struct script_end *end)
{
	round_end(context, end->err);
}

static void on_claimed(void *context, const struct script_end *end)
{
	struct notify *notify = context;

	if (end->err != NULL || notify->n == 0) {
		notify->n = 0;
		round_end(notify, end->err);
		return;
	}
	send_notices(notify);
	store_run(notify->store, &mark_script, notify, on_marked);
}

static void round_begin(struct notify *notify)
{
	if (notify->stopped)
		return;
	if (notify->busy) {
		notify->again = true;
		return;
	}
	if (!store_is_up(notify->store))
		return;
	notify->busy = true;
	store_run(notify->store, &claim_script, notify, on_claimed);
}

static void on_sweep(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	struct notify *notify = context;

	if (!notify->busy)
		round_begin(notify);
}

static void on_gathered(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	round_begin(context);
}

/* ---- Life ----------------------------------------------------------------------------------- */

struct notify *notify_new(struct event_base *base, struct store *store,
			  const struct notify_options *options)
{
	struct notify *notify = mem_new(1, sizeof *notify);
	int64_t sweep_us = options->sweep_us > 0 ? options->sweep_us : SWEEP_S * USEC_PER_SEC;
	const struct timeval period = { sweep_us / USEC_PER_SEC, sweep_us % USEC_PER_SEC };

	notify->store = store;
	arena_init(&notify->arena);
	for (size_t i = 0; i < CHANNELS; i++)
		datagram_init(&notify->to[i], "");
	datagram_init(&notify->to[channel_find(NOTIFY_CHANNEL_SYSLOG)],
		      options->syslog_path ? options->syslog_path : "/dev/log");
	datagram_init(&notify->to[channel_find(NOTIFY_CHANNEL_JOURNAL)],
		      options->journal_path ? options->journal_path
					    : "/run/systemd/journal/socket");
	for (size_t i = 0; i < options->n_channels; i++) {
		size_t found = channel_find(options->channels[i]);

		if (found < CHANNELS)
			notify->serves[found] = true;
	}
	notify->sweep = event_new(base, -1, EV_PERSIST, on_sweep, notify);
	event_add(notify->sweep, &period);
	notify->gathered = evtimer_new(base, on_gathered, notify);
	return notify;
}

void notify_free(struct notify *notify)
{
	if (notify == NULL)
		return;
	event_free(notify->sweep);
	event_free(notify->gathered);
	for (size_t i = 0; i < CHANNELS; i++)
		datagram_done(&notify->to[i]);
	arena_done(&notify->arena);
	mem_free(notify);
}

bool notify_is_busy(const struct notify *notify)
{
	return notify->busy;
}

void notify_wake(struct notify *notify)
{
	const struct timeval gather = { 0, GATHER_US };

	if (!notify->stopped && !evtimer_pending(notify->gathered, NULL))
		evtimer_add(notify->gathered, &gather);
}

void notify_stop(struct notify *notify)
{
	notify->stopped = true;
	event_del(notify->sweep);
	event_del(notify->gathered);
}

void notify_measure(void *context, struct metrics *metrics)
{
	const struct notify *notify = context;

	metrics_family(metrics, METRIC_COUNTER, "notices_sent_total",
		       "Notices of alerts delivered by this process.");
	for (size_t i = 0; i < CHANNELS; i++)
		metrics_add(metrics, (double)notify->sent[i], "channel", channels[i].name, NULL);
	metrics_family(metrics, METRIC_COUNTER, "notices_failed_total",
		       "Attempts to deliver a notice that failed; it stays in the outbox.");
	for (size_t i = 0; i < CHANNELS; i++)
		metrics_add(metrics, (double)notify->failed[i], "channel", channels[i].name, NULL);
}
