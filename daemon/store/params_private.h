/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_PARAMS_PRIVATE_H
#define DAEMON_STORE_PARAMS_PRIVATE_H

#include "store/params.h"

/* The parameters of one statement as libpq wants them. One stands in each connection and is used
 * again and again, so its buffer grows to the largest statement and then allocates no more. */

enum { PARAMS_MAX = 64 };

struct params {
	unsigned char *bytes; /* all values, one after the other */
	size_t used, room;
	size_t offsets[PARAMS_MAX]; /* where each begins; bytes may move while they are added */
	int lengths[PARAMS_MAX];    /* -1: NULL */
	int n;
	size_t array_left; /* elements that the open array still waits for */
	enum param_type array_type;
	const char *values[PARAMS_MAX]; /* filled by params_finish() */
	int formats[PARAMS_MAX];
};

/* Forgets the values, keeps the memory. */
void params_reset(struct params *params);

/* Makes values and formats fit for PQsendQueryPrepared(). */
void params_finish(struct params *params);

/* Frees the memory. */
void params_done(struct params *params);

#endif
