/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_TOOLS_DATABASE_H
#define CONCERND_TESTS_TOOLS_DATABASE_H

#include <event2/event.h>

#include "postgres.h"
#include "store/store.h"

/* A private PostgreSQL with our tables in it, and a store open on it as the daemon's role. Failures
 * end the test program with a word on stderr. */

struct database {
	struct postgres *postgres;
	char conninfo[256]; /* as concernd_runtime */
	struct event_base *base;
	struct store *store;
};

struct database_options {
	int connections;             /* in the pool */
	const char *setup;           /* run as the superuser before the store connects; NULL */
	const struct embedded *more; /* statements besides those of sql/query */
	size_t n_more;
};

/* Fills in *database; database_close() ends it. */
void database_open(struct database *database, const struct database_options *options);
void database_close(struct database *database);

/* Runs text as the superuser and returns what it printed: postgres_query(). */
char *database_query(const struct database *database, const char *text);

/* Fails the test unless text prints `expected`. */
void database_expect(const struct database *database, const char *text, const char *expected);

#endif
