/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NOTIFY_NOTIFY_H
#define CONCERND_NOTIFY_NOTIFY_H

#include <stddef.h>

#include "casework/rulebook.h"
#include "config/settings.h"
#include "store/store.h"

/*
 * From outbox row to delivered notice. A notice names the alert, its rule, level and due time, and
 * nothing of the person. Rows are claimed with a lease, sent, and marked: at least once, with an id that
 * never changes; several daemons share the work.
 */

struct event_base;
struct metrics;
struct notify;

/* Channels that there are: "log" (the daemon's own log, which needs nothing), "syslog", "journal";
 * "email" and "webhook", to recipients of the settings. */
#define NOTIFY_CHANNEL_LOG     "log"
#define NOTIFY_CHANNEL_SYSLOG  "syslog"
#define NOTIFY_CHANNEL_JOURNAL "journal"
#define NOTIFY_CHANNEL_EMAIL   "email"
#define NOTIFY_CHANNEL_WEBHOOK "webhook"

struct notify_options {
	const char *const *channels; /* names of those to serve; unknown ones are left out. Rows of
					others stay for a daemon that serves them */
	size_t n_channels;
	const struct settings *settings; /* as notify_change() takes them; NULL: channels alone */
	struct rulesets *rulesets;       /* for the clock on the wall; NULL: UTC */
	const char *syslog_path;         /* NULL: /dev/log */
	const char *journal_path;        /* NULL: /run/systemd/journal/socket */
	int64_t sweep_us;                /* the outbox is looked through so often; 0: every 5 s */
};

/* Starts to sweep. Strings are copied; the store must outlive it. Never NULL. */
struct notify *notify_new(struct event_base *base, struct store *store,
			  const struct notify_options *options);

/* Goes by other settings, which outlive it, at a reload: the channels that they have on, mail, webhooks
 * and recipients. What cannot be read of the files that they name is logged. */
void notify_change(struct notify *notify, const struct settings *settings);

/* Stops: notices under way are sent again once their lease has passed. Not while anything of it is
 * under way, which notify_is_busy() tells. */
void notify_free(struct notify *notify);
bool notify_is_busy(const struct notify *notify);

/* A hint that there may be something to send: store_options.on_notify. */
void notify_wake(struct notify *notify);

/* Claims nothing more; what is under way is finished. */
void notify_stop(struct notify *notify);

/* Writes its families for /metrics; context is the struct notify. */
void notify_measure(void *context, struct metrics *metrics);

#endif
