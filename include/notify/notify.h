/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NOTIFY_NOTIFY_H
#define CONCERND_NOTIFY_NOTIFY_H

#include <stddef.h>

#include "store/store.h"

/*
 * From outbox row to delivered notice. A notice names the alert, its rule and its level, and nothing
 * of the person. Rows are claimed with a lease, sent, and marked: at least once, with an id that
 * never changes; several daemons share the work.
 */

struct event_base;
struct metrics;
struct notify;

/* Channels that there are: "log" (the daemon's own log, which needs nothing), "syslog", "journal". */
#define NOTIFY_CHANNEL_LOG     "log"
#define NOTIFY_CHANNEL_SYSLOG  "syslog"
#define NOTIFY_CHANNEL_JOURNAL "journal"

struct notify_options {
	const char *const *channels; /* names of those to serve; unknown ones are left out. Rows of
					others stay for a daemon that serves them */
	size_t n_channels;
	const char *syslog_path;  /* NULL: /dev/log */
	const char *journal_path; /* NULL: /run/systemd/journal/socket */
	int64_t sweep_us;         /* the outbox is looked through so often; 0: every 5 s */
};

/* Starts to sweep. Strings are copied; the store must outlive it. Never NULL. */
struct notify *notify_new(struct event_base *base, struct store *store,
			  const struct notify_options *options);

/* Stops: notices under way are sent again once their lease has passed. Not while a script of it
 * runs, which notify_is_busy() tells. */
void notify_free(struct notify *notify);
bool notify_is_busy(const struct notify *notify);

/* A hint that there may be something to send: store_options.on_notify. */
void notify_wake(struct notify *notify);

/* Claims nothing more; what is under way is finished. */
void notify_stop(struct notify *notify);

/* Writes its families for /metrics; context is the struct notify. */
void notify_measure(void *context, struct metrics *metrics);

#endif
