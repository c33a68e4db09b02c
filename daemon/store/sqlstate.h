/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_SQLSTATE_H
#define DAEMON_STORE_SQLSTATE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/err.h"

/*
 * What a SQLSTATE means for us: who must act, and whether the connection is still good for
 * anything. https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
struct sqlstate {
	const char *prefix; /* a class or a whole code */
	enum err_kind kind;
	bool drop;          /* the connection must be made anew */
	const char *advice; /* what it is, and what to do */
};

/* The row for a code: the longest prefix. Never NULL. */
const struct sqlstate *sqlstate_find(const char *code);

/* The code of a failed result, "" when the server gave none. Lives as long as the result. */
const char *sqlstate_of(const PGresult *result);

/*
 * Sets *err from a failed result of a statement: its name, the code and our advice. The server's
 * own words may quote values and so are left out. Always false.
 */
bool sqlstate_fail(struct err *err, const char *statement, const PGresult *result);

#endif
