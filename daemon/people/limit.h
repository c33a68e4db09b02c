/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_LIMIT_H
#define CONCERND_PEOPLE_LIMIT_H

#include <stdint.h>

/* How often something may be tried from one address: so many a minute, and as many at once. */

enum { LIMIT_ADDRESSES = 1024 };

struct limit {
	struct limit_row {
		double left;
		int64_t at_us;
	} rows[LIMIT_ADDRESSES];
};

/* Takes one. 0: it may be tried; else after how many seconds it may. now_us: of any clock that does not
 * go back. Two addresses that share a row share its count. */
int limit_take(struct limit *limit, const char *address, int a_minute, int64_t now_us);

#endif
