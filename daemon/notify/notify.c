/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One courier for what stays on this machine, one for mail, one for webhooks: none waits for another.
 * NOTIFY and a timer wake them all.
 */
#include "notify/notify.h"

#include <event2/event.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "channel.h"
#include "courier.h"
#include "ways.h"

enum { SWEEP_S = 5 };
/* Hints that come within it share a round. */
enum { GATHER_US = 50 * USEC_PER_MSEC };

/* In the order of their couriers. */
static const struct medium channels[] = {
	{ NOTIFY_CHANNEL_LOG, channel_log_send, NULL },
	{ NOTIFY_CHANNEL_SYSLOG, channel_syslog_send, NULL },
	{ NOTIFY_CHANNEL_JOURNAL, channel_journal_send, NULL },
	{ NOTIFY_CHANNEL_EMAIL, NULL, channel_email_start },
	{ NOTIFY_CHANNEL_WEBHOOK, NULL, channel_webhook_start },
};
enum { CHANNELS_ALL = sizeof channels / sizeof *channels };

static const struct {
	size_t first, n;
	unsigned hands;
} shifts[] = { { 0, 3, 500 }, { 3, 1, 8 }, { 4, 1, 16 } };
enum { COURIERS = sizeof shifts / sizeof *shifts };

struct notify {
	struct store *store;
	struct rulesets *rulesets;
	struct event *sweep, *gathered;
	struct ways ways;
	struct lane lanes[CHANNELS_ALL];
	struct courier *couriers[COURIERS];
	bool is_stopped;
};

static struct lane *lane_find(struct notify *notify, const char *name)
{
	for (size_t i = 0; i < CHANNELS_ALL; i++)
		if (strcmp(channels[i].name, name) == 0)
			return &notify->lanes[i];
	return NULL;
}

static void wake_all(struct notify *notify)
{
	const struct ruleset *ruleset = notify->rulesets != NULL
						? rulesets_newest(notify->rulesets, NULL)
						: NULL;

	if (ruleset != NULL)
		notify->ways.zone = ruleset->zone;
	for (size_t i = 0; i < COURIERS; i++)
		courier_wake(notify->couriers[i]);
}

static void on_sweep(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	wake_all(context);
}

static void on_gathered(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	wake_all(context);
}

/* ---- Life ----------------------------------------------------------------------------------- */

static void lanes_init(struct notify *notify, const struct notify_options *options)
{
	for (size_t i = 0; i < CHANNELS_ALL; i++) {
		notify->lanes[i].channel = &channels[i];
		datagram_init(&notify->lanes[i].to, "");
	}
	datagram_init(&lane_find(notify, NOTIFY_CHANNEL_SYSLOG)->to,
		      options->syslog_path ? options->syslog_path : "/dev/log");
	datagram_init(&lane_find(notify, NOTIFY_CHANNEL_JOURNAL)->to,
		      options->journal_path ? options->journal_path
					    : "/run/systemd/journal/socket");
	for (size_t i = 0; i < options->n_channels; i++) {
		struct lane *lane = lane_find(notify, options->channels[i]);

		if (lane != NULL)
			lane->is_served = true;
	}
}

struct notify *notify_new(struct event_base *base, struct store *store,
			  const struct notify_options *options)
{
	struct notify *notify = mem_new(1, sizeof *notify);
	int64_t sweep_us = options->sweep_us > 0 ? options->sweep_us : SWEEP_S * USEC_PER_SEC;
	const struct timeval period = { sweep_us / USEC_PER_SEC, sweep_us % USEC_PER_SEC };

	notify->store = store;
	notify->rulesets = options->rulesets;
	ways_init(&notify->ways, base);
	lanes_init(notify, options);
	if (options->settings != NULL)
		notify_change(notify, options->settings);
	for (size_t i = 0; i < COURIERS; i++)
		notify->couriers[i] = courier_new(
			&(struct courier_options){ .store = store,
						   .ways = &notify->ways,
						   .lanes = &notify->lanes[shifts[i].first],
						   .n_lanes = shifts[i].n,
						   .hands = shifts[i].hands });
	notify->sweep = event_new(base, -1, EV_PERSIST, on_sweep, notify);
	event_add(notify->sweep, &period);
	notify->gathered = evtimer_new(base, on_gathered, notify);
	return notify;
}

/* From now on to another socket, if it is another. */
static void lane_lead(struct lane *lane, const char *path)
{
	if (strcmp(lane->to.path, path) == 0)
		return;
	datagram_done(&lane->to);
	datagram_init(&lane->to, path);
}

void notify_change(struct notify *notify, const struct settings *settings)
{
	struct err err;

	lane_lead(lane_find(notify, NOTIFY_CHANNEL_SYSLOG), settings->notify.syslog_socket);
	lane_lead(lane_find(notify, NOTIFY_CHANNEL_JOURNAL), settings->notify.journal_socket);
	lane_find(notify, NOTIFY_CHANNEL_LOG)->is_served = settings->notify.log;
	lane_find(notify, NOTIFY_CHANNEL_SYSLOG)->is_served = settings->notify.syslog;
	lane_find(notify, NOTIFY_CHANNEL_JOURNAL)->is_served = settings->notify.journal;
	lane_find(notify, NOTIFY_CHANNEL_EMAIL)->is_served = true;
	lane_find(notify, NOTIFY_CHANNEL_WEBHOOK)->is_served = true;
	if (!ways_change(&notify->ways, settings, &err))
		log_error("notices that need it will wait: %s", err.text);
}

void notify_free(struct notify *notify)
{
	if (notify == NULL)
		return;
	event_free(notify->sweep);
	event_free(notify->gathered);
	ways_done(&notify->ways);
	for (size_t i = 0; i < COURIERS; i++)
		courier_free(notify->couriers[i]);
	for (size_t i = 0; i < CHANNELS_ALL; i++)
		datagram_done(&notify->lanes[i].to);
	mem_free(notify);
}

bool notify_is_busy(const struct notify *notify)
{
	for (size_t i = 0; i < COURIERS; i++)
		if (courier_is_busy(notify->couriers[i]))
			return true;
	return false;
}

void notify_wake(struct notify *notify)
{
	const struct timeval gather = { 0, GATHER_US };

	if (!notify->is_stopped && !evtimer_pending(notify->gathered, NULL))
		evtimer_add(notify->gathered, &gather);
}

void notify_stop(struct notify *notify)
{
	notify->is_stopped = true;
	event_del(notify->sweep);
	event_del(notify->gathered);
	for (size_t i = 0; i < COURIERS; i++)
		courier_stop(notify->couriers[i]);
}

/* ---- Figures ---------------------------------------------------------------------------------- */

void notify_measure(void *context, struct metrics *metrics)
{
	const struct notify *notify = context;

	metrics_family(metrics, METRIC_COUNTER, "notices_sent_total",
		       "Notices of alerts delivered by this process.");
	for (size_t i = 0; i < CHANNELS_ALL; i++)
		metrics_add(metrics, (double)notify->lanes[i].sent, "channel", channels[i].name,
			    NULL);
	metrics_family(metrics, METRIC_COUNTER, "notices_failed_total",
		       "Attempts to deliver a notice that failed; it stays in the outbox.");
	for (size_t i = 0; i < CHANNELS_ALL; i++)
		metrics_add(metrics, (double)notify->lanes[i].failed, "channel", channels[i].name,
			    NULL);
	metrics_family(
		metrics, METRIC_COUNTER, "notices_given_up_total",
		"Notices that were tried for days and are dead now, or whose receiver is gone.");
	for (size_t i = 0; i < CHANNELS_ALL; i++)
		metrics_add(metrics, (double)notify->lanes[i].given_up, "channel", channels[i].name,
			    NULL);
}
