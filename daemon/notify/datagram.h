/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_DATAGRAM_H
#define CONCERND_DAEMON_NOTIFY_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Datagrams to a unix socket that never block. syslog() and sd_journal_send() wait when the reader
 * does not keep up, which would stop the intake, and the latter says nothing when there is no
 * journal. Here both are ERR_RETRY, and the notice stays in the outbox.
 */

struct datagram {
	char path[108];
	int fd; /* -1: not connected */
};

/* Remembers the path (at most 107 bytes); connects at the first send. */
void datagram_init(struct datagram *to, const char *path);
void datagram_done(struct datagram *to);

/* Sends n bytes as one datagram, connecting again if the reader was restarted. ERR_RETRY when it is
 * full or not there. */
bool datagram_send(struct datagram *to, const void *bytes, size_t n, struct err *err);

#endif
