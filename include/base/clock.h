/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_CLOCK_H
#define CONCERND_BASE_CLOCK_H

#include <stdint.h>

/* The two clocks, in microseconds. The pure layers never call them: `now_us` is an argument. */

enum { USEC_PER_MSEC = 1000, USEC_PER_SEC = 1000000 };
#define USEC_PER_HOUR INT64_C(3600000000)
#define USEC_PER_DAY  INT64_C(86400000000)

/* The wall clock: microseconds since 1970-01-01T00:00:00Z. It may be set back by an operator. */
int64_t clock_now_us(void);

/* A clock that never goes back, for deadlines and durations; its zero means nothing. */
int64_t clock_monotonic_us(void);

#endif
