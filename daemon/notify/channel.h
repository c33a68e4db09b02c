/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_CHANNEL_H
#define CONCERND_DAEMON_NOTIFY_CHANNEL_H

#include "base/err.h"
#include "datagram.h"
#include "notice.h"

/* A way to tell of an alert: one file a channel, one row in notify.c. */

struct channel {
	const char *name; /* as in the outbox */
	/* Delivers without blocking. `to` is the channel's own socket. */
	bool (*send)(struct datagram *to, const struct notice *notice, struct err *err);
};

bool channel_log_send(struct datagram *to, const struct notice *notice, struct err *err);
bool channel_syslog_send(struct datagram *to, const struct notice *notice, struct err *err);
bool channel_journal_send(struct datagram *to, const struct notice *notice, struct err *err);

#endif
