/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_WIRE_H
#define DAEMON_STORE_WIRE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/err.h"
#include "params_private.h"
#include "store/rows.h"

/*
 * Round trips over one libpq connection in pipeline mode: statements are queued, a sync ends them,
 * and each result finds the function that takes it. Knows nothing of sockets and events.
 */

/* A statement that was sent, and who takes its rows (NULL: nobody). */
struct sent {
	const char *name;
	bool (*take)(void *context, const struct rows *rows, struct err *err);
	void *context;
	bool is_commit;
};

struct wire {
	PGconn *pg; /* the owner's */
	struct params params;
	struct sent *sent;
	size_t n_sent, n_taken, room;
	bool has_result; /* of the statement whose turn it is */
	bool awaits_sync;
	/* How the script stands, over its round trips. */
	bool failed; /* err is the first thing that failed */
	bool drop;   /* the connection is of no more use */
	bool commit_sent, commit_ended;
	bool standby_missed; /* a commit did not wait for its standby */
	char sqlstate[6];    /* of what failed; "" when the server did not say */
	struct err err;
};

/* Takes a connection that was just made (NULL: none); nothing is under way on it. */
void wire_open(struct wire *wire, PGconn *pg);

/* Frees the memory, not the connection. */
void wire_done(struct wire *wire);

/* Forgets how the last script ended. */
void wire_begin(struct wire *wire);

/* Notes a failure, unless one came before. */
void wire_fail(struct wire *wire, const struct err *err);

/* Queues the preparing of a statement; name and text must live until the round trip ended. */
void wire_prepare(struct wire *wire, const char *name, const char *text);

/* Queues a prepared statement with the values in wire->params. */
void wire_send(struct wire *wire, const struct sent *sent);

/* Ends the round trip. */
void wire_sync(struct wire *wire);

/* Takes what has come, without waiting; true once the round trip that wire_sync() ended is over. */
bool wire_drain(struct wire *wire);

/* True if a COMMIT may or may not have taken effect. */
bool wire_is_unknown(const struct wire *wire);

#endif
