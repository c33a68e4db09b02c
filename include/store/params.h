/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_STORE_PARAMS_H
#define CONCERND_STORE_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parameters of one statement, $1 first, in PostgreSQL's binary format. Values are copied. Times
 * are microseconds since 1970-01-01T00Z and become timestamptz (INT64_MIN and INT64_MAX: -infinity and
 * infinity); days are day numbers of base/calendar.h and become date. */

struct params;

void params_int8(struct params *params, int64_t value);
void params_int4(struct params *params, int32_t value);
void params_bool(struct params *params, bool value);
void params_text(struct params *params, const char *value); /* NULL is NULL */
void params_time(struct params *params, int64_t at_us);
void params_date(struct params *params, int32_t day);
void params_bytes(struct params *params, const void *bytes, size_t n);
void params_null(struct params *params);

/*
 * Arrays, one call an array: begin, then n values, in order. A statement reads them with unnest().
 * Example: params_array(p, PARAM_INT8, n); for (…) params_add_int8(p, v[i]);
 */
enum param_type {
	PARAM_INT8,
	PARAM_INT4,
	PARAM_BOOL,
	PARAM_TEXT,
	PARAM_TIME,
	PARAM_DATE,
	PARAM_BYTES
};

void params_array(struct params *params, enum param_type type, size_t n);
void params_add_int8(struct params *params, int64_t value);
void params_add_int4(struct params *params, int32_t value);
void params_add_bool(struct params *params, bool value);
void params_add_text(struct params *params, const char *value); /* NULL is NULL */
void params_add_time(struct params *params, int64_t at_us);
void params_add_date(struct params *params, int32_t day);
void params_add_bytes(struct params *params, const void *bytes, size_t n); /* NULL is NULL */
void params_add_null(struct params *params);

#endif
