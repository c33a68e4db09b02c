/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_STORE_PRIVATE_H
#define DAEMON_STORE_STORE_PRIVATE_H

#include "connection.h"
#include "store/store.h"

/* The pool, for the two files of it: store.c, and store_now.c, which turns the loop. */

struct store {
	struct event_base *base;
	struct store_options options;
	struct connection_options connecting;
	struct connection_options listening;
	struct connection_owner owner;
	struct connection **connections;
	int n_connections;
	struct event *kick; /* runs serve() soon */
	struct job *first, **last;
	int n_up;
	bool told_down;
	bool advised;
	struct err why; /* the last reason for not being up */
	struct store_counts counts;
};

/* store_run(), where done has a context of its own. */
void store_start(struct store *store, const struct script *script, void *context, script_done *done,
		 void *done_context);

#endif
