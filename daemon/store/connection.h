/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_CONNECTION_H
#define DAEMON_STORE_CONNECTION_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>

#include "store/store.h"

/* One asynchronous connection: it connects, checks the server and the schema, prepares all
 * statements, then runs one job after the other, and connects anew for ever when it is lost. */

struct connection;

/* A script that somebody asked for, or (without a script) somebody who waits for an idle connection. */
struct job {
	struct job *next; /* in the pool's queue */
	const struct script *script;
	void (*on_idle)(void *context);
	void *context;
	script_done *done;
	void *done_context;
	struct store *store;
	struct connection *connection; /* that runs it; NULL while it waits */
	struct event deadline;
};

/* What the pool is told, always from the loop. */
struct connection_owner {
	/* Ready for a job: after connecting, and after each job. */
	void (*on_ready)(void *context, struct connection *connection);
	/* Not there: lost, or an attempt to connect failed. */
	void (*on_lost)(void *context, struct connection *connection, const struct err *why);
	/* A job ended; it is no longer the connection's. */
	void (*on_job_end)(void *context, struct job *job, const struct script_end *end);
	void (*on_notify)(void *context, const char *channel);
	/* A setting of the server that its DBA should change; a whole sentence. */
	void (*on_advice)(void *context, const char *text);
	void *context;
};

struct connection_options {
	const char *conninfo;
	bool readable; /* libpq can read the conninfo */
	const char *application;
	int64_t connect_us; /* an attempt may take so long */
	bool unsafe_server_ok;
	const struct embedded *more; /* statements besides those of sql/query */
	size_t n_more;
	bool listens; /* to concernd_outbox */
};

/* Begins to connect. Both pointers must live as long as the connection. Never NULL. */
struct connection *connection_new(struct event_base *base, const struct connection_options *options,
				  const struct connection_owner *owner);

/* Closes for good, and ends a job under way with ERR_RETRY. */
void connection_close(struct connection *connection);

/* Frees one that is closed. */
void connection_free(struct connection *connection);

/* True if it could run a job now. */
bool connection_is_ready(const struct connection *connection);

/* True if it is connected and checked, be it busy or not. */
bool connection_is_up(const struct connection *connection);

/* Runs a job; the connection must be ready. */
void connection_run(struct connection *connection, struct job *job);

/* Ends its job with err and connects anew: what the server still does for it is not known. */
void connection_drop(struct connection *connection, const struct err *err);

#endif
