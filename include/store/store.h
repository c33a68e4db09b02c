/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_STORE_STORE_H
#define CONCERND_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

/*
 * The database, as the rest of the program sees it: a pool of asynchronous connections, each of
 * which runs a *script*: a table of steps, sent in one pipeline, in as few round trips as the steps
 * allow. Statements are files of sql/query, known here by their names and prepared at connect.
 * All callbacks come from the event loop, never from within the call that asked for them.
 */

struct embedded;
struct event_base;
struct store;
struct params; /* the parameters of a statement being sent: store/params.h */
struct rows;   /* the rows that came back: store/rows.h */

enum step_flags {
	STEP_WAIT = 1, /* its rows must be taken before the next step is sent: ends a round trip */
};

struct step {
	const char *statement; /* a file of sql/query without .sql, or "begin", "commit" */
	/* Fills the parameters, $1 first; NULL when there are none. False leaves the step out. */
	bool (*bind)(void *context, struct params *params);
	/* Takes the rows; NULL when none matter. False with *err (the kind set) fails the script:
	 * the transaction is rolled back. One that may say so before a "commit" has STEP_WAIT, or a
	 * later step before the commit has: else the commit is on its way already. */
	bool (*take)(void *context, const struct rows *rows, struct err *err);
	unsigned flags;
};

struct script {
	const char *name; /* for logs and metrics: "judge contacts" */
	const struct step *steps;
	size_t n_steps;
	int64_t deadline_us; /* from asking to answer; then its connection is dropped. Besides,
				    the server gives a statement 30 s, and a lock 10 s */
};

/*
 * How a script ended. err is NULL when all of it took effect. ERR_RETRY: nothing is wrong with what
 * was asked, ask again. `unknown` is true when the connection went while a COMMIT was under way, or
 * no standby confirmed it: it may have taken effect or not.
 */
struct script_end {
	const struct err *err;
	const char *sqlstate; /* five characters, "" when the server did not say */
	bool unknown;
};

typedef void script_done(void *context, const struct script_end *end);

struct store_options {
	const char *conninfo;    /* libpq's: hosts, target_session_attrs, … */
	int connections;         /* in the pool, 1 or more */
	bool unsafe_server_ok;   /* tests only: start on fsync = off and the like */
	const char *application; /* application_name */
	/* Called on the loop when the pool can serve after it could not, and the other way round. */
	void (*on_state)(void *context, bool up, const struct err *why);
	void (*on_notify)(void *context,
			  const char *channel); /* LISTEN concernd_outbox; NULL none */
	/* A sentence for the log: what the server's DBA should set. Called once; NULL for nobody. */
	void (*on_advice)(void *context, const char *text);
	void *context;
	/* Statements besides those of sql/query, name and text; they outlive the store. Tests only. */
	const struct embedded *more;
	size_t n_more;
};

/* Starts to connect. Never NULL; failures are retried with back-off and jitter for ever, and told to
 * on_state: ERR_FATAL for what an operator must mend. Every string is copied. */
struct store *store_new(struct event_base *base, const struct store_options *options);

/* Drops every connection; scripts under way and waiting end with ERR_RETRY first, within this call:
 * they must not ask for another. */
void store_free(struct store *store);

/* True if a connection is idle and ready: a script would be sent at once. */
bool store_is_idle(const struct store *store);

/* True if at least one connection is up. */
bool store_is_up(const struct store *store);

/* Calls on_idle(context) once, from the loop, when a connection is idle and nobody waits before. */
void store_wait_idle(struct store *store, void (*on_idle)(void *context), void *context);

/* Runs a script on the next idle connection, in order of asking. script and context must live until
 * done was called. One whose deadline comes while it waits or runs ends with ERR_RETRY. */
void store_run(struct store *store, const struct script *script, void *context, script_done *done);

/* The same for concernctl and tests: turns the loop until the script ended. False with *err. */
bool store_run_now(struct store *store, const struct script *script, void *context,
		   struct err *err);

/* Turns the loop once: what waits for more than one script does so until it is done. For concernctl
 * and tests. */
void store_turn(struct store *store);

/* Turns the loop until a connection is up or deadline_us (a duration) passed; False with the last
 * reason. For concernctl and tests. */
bool store_connect_now(struct store *store, int64_t deadline_us, struct err *err);

/* Counts for /metrics. */
struct store_counts {
	int connections, up, busy;
	uint64_t scripts, failures, reconnects;
};
void store_count(const struct store *store, struct store_counts *ret);

#endif
