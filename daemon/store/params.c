/* SPDX-License-Identifier: Apache-2.0 */
#include "params_private.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "binary.h"

/* Values stand one after the other in one buffer. While an array is open, its elements go behind
 * its header and count towards its length. A mistake in calling (too many values, an array left
 * open) is a bug of ours that every run would show: it aborts. */

static void bug(const char *what)
{
	fprintf(stderr, "concernd: bug in a bind function: %s\n", what);
	abort();
}

static unsigned char *make_room(struct params *params, size_t n)
{
	if (n > (size_t)INT_MAX / 2 - params->used)
		bug("more than a gigabyte of parameters");
	if (params->room - params->used < n) {
		size_t room = 2 * params->room + n + 1024;

		params->bytes = mem_resize(params->bytes, room, 1);
		params->room = room;
	}
	unsigned char *bytes = params->bytes + params->used;

	params->used += n;
	return bytes;
}

/* Opens the next value with n bytes of it. */
static unsigned char *next_value(struct params *params, size_t n)
{
	if (params->array_left > 0)
		bug("an array has fewer elements than it said");
	if (params->n == PARAMS_MAX)
		bug("too many parameters");
	params->offsets[params->n] = params->used;
	params->lengths[params->n++] = (int)n;
	return make_room(params, n);
}

/* The next element of the open array, its length in front; n < 0 is NULL. */
static unsigned char *next_element(struct params *params, enum param_type type, int n)
{
	if (params->array_left == 0)
		bug("an array has more elements than it said");
	if (params->array_type != type && n >= 0)
		bug("an array's element has another type");
	params->array_left--;
	size_t size = n > 0 ? (size_t)n : 0;
	unsigned char *bytes = make_room(params, 4 + size);

	binary_put32(bytes, (uint32_t)n);
	params->lengths[params->n - 1] += 4 + (int)size;
	return bytes + 4;
}

void params_reset(struct params *params)
{
	params->used = 0;
	params->n = 0;
	params->array_left = 0;
}

void params_finish(struct params *params)
{
	if (params->array_left > 0)
		bug("an array has fewer elements than it said");
	for (int i = 0; i < params->n; i++) {
		/* An empty text has no byte of its own, but is not NULL. */
		params->values[i] = params->lengths[i] < 0
					    ? NULL
					    : (const char *)params->bytes + params->offsets[i];
		params->formats[i] = 1;
	}
}

void params_done(struct params *params)
{
	mem_free(params->bytes);
	*params = (struct params){ 0 };
}

void params_int8(struct params *params, int64_t value)
{
	binary_put64(next_value(params, 8), (uint64_t)value);
}

void params_int4(struct params *params, int32_t value)
{
	binary_put32(next_value(params, 4), (uint32_t)value);
}

void params_bool(struct params *params, bool value)
{
	*next_value(params, 1) = value;
}

void params_text(struct params *params, const char *value)
{
	params_bytes(params, value, value == NULL ? 0 : strlen(value));
}

/* The ends of time: libpq has no word for them in 64 bits but these. */
static uint64_t binary_time(int64_t at_us)
{
	if (at_us == INT64_MIN || at_us == INT64_MAX)
		return (uint64_t)at_us; /* -infinity and infinity */
	int64_t since;

	if (__builtin_sub_overflow(at_us, PG_EPOCH_US, &since))
		return (uint64_t)INT64_MIN;
	return (uint64_t)since;
}

void params_time(struct params *params, int64_t at_us)
{
	binary_put64(next_value(params, 8), binary_time(at_us));
}

void params_date(struct params *params, int32_t day)
{
	binary_put32(next_value(params, 4), (uint32_t)(day - PG_EPOCH_DAY));
}

void params_bytes(struct params *params, const void *bytes, size_t n)
{
	if (bytes == NULL) {
		params_null(params);
		return;
	}
	unsigned char *to = next_value(params, n);

	if (n > 0)
		memcpy(to, bytes, n);
}

void params_null(struct params *params)
{
	next_value(params, 0);
	params->lengths[params->n - 1] = -1;
}

void params_array(struct params *params, enum param_type type, size_t n)
{
	static const enum pg_type types[] = {
		[PARAM_INT8] = PG_INT8,   [PARAM_INT4] = PG_INT4,        [PARAM_BOOL] = PG_BOOL,
		[PARAM_TEXT] = PG_TEXT,   [PARAM_TIME] = PG_TIMESTAMPTZ, [PARAM_DATE] = PG_DATE,
		[PARAM_BYTES] = PG_BYTEA,
	};
	unsigned char *header = next_value(params, ARRAY_HEADER_BYTES);

	binary_put32(header, 1);     /* dimensions */
	binary_put32(header + 4, 1); /* there may be NULLs */
	binary_put32(header + 8, types[type]);
	binary_put32(header + 12, (uint32_t)n);
	binary_put32(header + 16, 1); /* lower bound */
	params->array_left = n;
	params->array_type = type;
}

void params_add_int8(struct params *params, int64_t value)
{
	binary_put64(next_element(params, PARAM_INT8, 8), (uint64_t)value);
}

void params_add_int4(struct params *params, int32_t value)
{
	binary_put32(next_element(params, PARAM_INT4, 4), (uint32_t)value);
}

void params_add_bool(struct params *params, bool value)
{
	*next_element(params, PARAM_BOOL, 1) = value;
}

static void add_bytes(struct params *params, enum param_type type, const void *bytes, size_t n)
{
	if (bytes == NULL) {
		params_add_null(params);
		return;
	}
	unsigned char *to = next_element(params, type, (int)n);

	if (n > 0)
		memcpy(to, bytes, n);
}

void params_add_text(struct params *params, const char *value)
{
	add_bytes(params, PARAM_TEXT, value, value == NULL ? 0 : strlen(value));
}

void params_add_time(struct params *params, int64_t at_us)
{
	binary_put64(next_element(params, PARAM_TIME, 8), binary_time(at_us));
}

void params_add_date(struct params *params, int32_t day)
{
	binary_put32(next_element(params, PARAM_DATE, 4), (uint32_t)(day - PG_EPOCH_DAY));
}

void params_add_bytes(struct params *params, const void *bytes, size_t n)
{
	add_bytes(params, PARAM_BYTES, bytes, n);
}

void params_add_null(struct params *params)
{
	next_element(params, params->array_type, -1);
}
