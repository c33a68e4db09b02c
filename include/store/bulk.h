/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_STORE_BULK_H
#define CONCERND_STORE_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Reads whole tables, for backtests: one snapshot of its own connection, each statement of
 * sql/query streamed by binary COPY. Blocking calls, for concernctl. It takes no lock that anyone
 * waits for, writes nothing, and works on a read replica.
 */

struct bulk;

/* A value as it came: PostgreSQL's binary format, not NUL-terminated. */
struct bulk_field {
	const char *bytes;
	int32_t length; /* -1: NULL */
};

enum { BULK_COLUMNS = 32 };

/*
 * Connects, as concernd_readonly where the server lets it in as that, else as conninfo says, and
 * begins a read-only transaction that sees one snapshot. NULL with *err: ERR_RETRY if the server
 * cannot be reached, ERR_FATAL if its schema is not the one that this program knows. The caller
 * closes it.
 */
struct bulk *bulk_open(const char *conninfo, struct err *err);
void bulk_close(struct bulk *bulk);

/*
 * Streams the rows of a statement without parameters, in no order unless it says so. on_row gets
 * n_columns fields (BULK_COLUMNS at most; any other number is a bug and aborts) that live until it
 * returns. False with *err; some rows may have come then.
 */
bool bulk_read(struct bulk *bulk, const char *statement, int n_columns,
	       void (*on_row)(void *context, const struct bulk_field *fields), void *context,
	       struct err *err);

/* The value of a field that is not NULL and of that type. Times in microseconds since 1970; those
 * outside int64_t are its ends. */
int64_t bulk_int8(const struct bulk_field *field);
int32_t bulk_int4(const struct bulk_field *field);
bool bulk_bool(const struct bulk_field *field);
int64_t bulk_time(const struct bulk_field *field);
int32_t bulk_date(const struct bulk_field *field);

/* Elements of a text[] field: how many, and the i-th; NULL has none. */
size_t bulk_array_count(const struct bulk_field *field);
struct bulk_field bulk_array_text(const struct bulk_field *field, size_t i);

#endif
