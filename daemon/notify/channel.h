/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_CHANNEL_H
#define CONCERND_DAEMON_NOTIFY_CHANNEL_H

#include "base/err.h"
#include "datagram.h"
#include "net/outgoing.h"
#include "notice.h"
#include "ways.h"

/* A way to tell of an alert: one file a channel, one row in notify.c. A channel is of this machine and
 * delivers at once, or goes out and tells later how it ended. */

struct medium {
	const char *name; /* as in the outbox */
	/* Delivers without blocking. `to` is the channel's own socket. */
	bool (*send)(struct datagram *to, const struct notice *notice, struct err *err);
	/* Or: starts, and calls done once, from the loop. False when it cannot even start: *ret_why is a
	 * kind of failure, in static storage. */
	bool (*start)(struct ways *ways, const struct notice *notice, outgoing_done *done,
		      void *context, const char **ret_why);
};

bool channel_log_send(struct datagram *to, const struct notice *notice, struct err *err);
bool channel_syslog_send(struct datagram *to, const struct notice *notice, struct err *err);
bool channel_journal_send(struct datagram *to, const struct notice *notice, struct err *err);

bool channel_email_start(struct ways *ways, const struct notice *notice, outgoing_done *done,
			 void *context, const char **ret_why);
bool channel_webhook_start(struct ways *ways, const struct notice *notice, outgoing_done *done,
			   void *context, const char **ret_why);

#endif
