/* SPDX-License-Identifier: Apache-2.0 */
#include "limit.h"

#include "base/clock.h"
#include "base/text.h"

enum { MINUTE_S = 60 };

int limit_take(struct limit *limit, const char *address, int a_minute, int64_t now_us)
{
	uint64_t hash = text_hash(TEXT_HASH_START, address);
	struct limit_row *row = &limit->rows[hash % LIMIT_ADDRESSES];
	double per_us = a_minute / ((double)MINUTE_S * USEC_PER_SEC);

	if (row->at_us == 0)
		row->left = a_minute;
	row->left += (double)(now_us - row->at_us) * per_us;
	row->left = row->left > a_minute ? a_minute : row->left;
	row->at_us = now_us;
	if (row->left < 1.0)
		return (int)((1.0 - row->left) / per_us / USEC_PER_SEC) + 1;
	row->left -= 1.0;
	return 0;
}
