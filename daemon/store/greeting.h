/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_GREETING_H
#define DAEMON_STORE_GREETING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/rows.h"

/* What is asked of a server before anything is stored there: is it safe, is its schema ours, does
 * its own log leak. Asked at each connect, since a failover may lead to another server. */

struct greeting_question {
	const char *statement;
	bool (*take)(void *greeting, const struct rows *rows, struct err *err);
};

struct greeting {
	size_t next;
	bool has_schema;
	int schema;                   /* the highest version in the database */
	char unsafe[200], leaks[300]; /* settings with the values they should have; "" when fine */
	bool standby;
};

void greeting_begin(struct greeting *greeting);

/* The next question; NULL when there are no more, or the answers so far leave no sense in one. */
const struct greeting_question *greeting_next(struct greeting *greeting);

/* True for a statement that only greetings use. */
bool greeting_asks(const char *statement);

/* True if this server will do. Else *err: what is wrong, and what to do. */
bool greeting_accept(const struct greeting *greeting, bool unsafe_server_ok, struct err *err);

/* Calls advise with a sentence if the server's log leaks. */
void greeting_advise(const struct greeting *greeting,
		     void (*advise)(void *context, const char *text), void *context);

#endif
