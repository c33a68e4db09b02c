/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_CONNECTION_PRIVATE_H
#define DAEMON_STORE_CONNECTION_PRIVATE_H

#include "connection.h"
#include "greeting.h"
#include "wire.h"

/* One connection, for the two files of it: connection.c, from the socket to ready, and
 * connection_job.c, the round trips of a script. */

struct connection {
	struct event_base *base;
	const struct connection_options *options;
	const struct connection_owner *owner;
	struct event socket; /* armed for what is waited for; its fd may change while connecting */
	short armed;         /* EV_READ, EV_WRITE; 0: not */
	struct event *timer; /* the attempt to connect, or the pause before the next */
	void (*on_socket)(struct connection *connection);
	void (*on_round)(struct connection *connection);
	uint32_t backoff_ms;
	bool up; /* checked and prepared */
	struct greeting greeting;

	struct wire wire;
	struct job *job;
	size_t next_step;
};

/* Ends what was queued with a sync; on_round is called when the server has answered all of it. */
void connection_end_round(struct connection *connection,
			  void (*on_round)(struct connection *connection));

/* Tells the owner of notifications that have come. */
void connection_tell_notifies(struct connection *connection);

/* Gives the connection up, ends its job, and connects anew after a pause. */
void connection_lose(struct connection *connection, const struct err *why);

/* The job, if there is one, is over as the wire says. */
void connection_end_job(struct connection *connection);

#endif
