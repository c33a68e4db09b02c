/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_ROWS_PRIVATE_H
#define DAEMON_STORE_ROWS_PRIVATE_H

#include <libpq-fe.h>

#include "store/rows.h"

/* A result being taken; nothing is copied out of libpq's memory. */
struct rows {
	const PGresult *result;
	const char *statement; /* for the words of a bug */
};

#endif
