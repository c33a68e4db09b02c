/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_BINARY_H
#define DAEMON_STORE_BINARY_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

/*
 * PostgreSQL's binary formats: numbers in network order; times as microseconds and dates as days
 * since 2000-01-01; an array as dimensions, flags, element type, length and lower bound, then each
 * element with its length (-1 for NULL) in front. See src/backend/utils/adt/arrayfuncs.c,
 * array_recv(). The type numbers are those of src/include/catalog/pg_type.dat and never change.
 */

enum pg_type {
	PG_BOOL = 16,
	PG_BYTEA = 17,
	PG_INT8 = 20,
	PG_INT4 = 23,
	PG_TEXT = 25,
	PG_FLOAT8 = 701,
	PG_INT4_ARRAY = 1007,
	PG_TEXT_ARRAY = 1009,
	PG_INT8_ARRAY = 1016,
	PG_DATE = 1082,
	PG_TIMESTAMPTZ = 1184,
};

enum { ARRAY_HEADER_BYTES = 20 };

/* 2000-01-01 seen from 1970-01-01. */
#define PG_EPOCH_US (INT64_C(10957) * 86400 * 1000000)
enum { PG_EPOCH_DAY = 10957 };

static inline uint32_t binary_get32(const void *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof value);
	return be32toh(value);
}

static inline uint64_t binary_get64(const void *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof value);
	return be64toh(value);
}

static inline void binary_put32(void *bytes, uint32_t value)
{
	value = htobe32(value);
	memcpy(bytes, &value, sizeof value);
}

static inline void binary_put64(void *bytes, uint64_t value)
{
	value = htobe64(value);
	memcpy(bytes, &value, sizeof value);
}

#endif
