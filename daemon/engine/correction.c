/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/correction.h"

#include <string.h>

/* True if b stands over a, which is before it in the list. */
static bool is_superseded(const struct correction *a, const struct correction *b)
{
	int order;

	if (a->at_us != b->at_us)
		return a->at_us < b->at_us;
	order = strcmp(a->source, b->source);
	if (order == 0)
		order = strcmp(a->event_id, b->event_id);
	return order <= 0;
}

/* The one of these kinds that stands. */
static size_t find_latest(const struct correction *list, size_t n, unsigned kinds)
{
	size_t latest = CORRECTION_NONE;

	for (size_t i = 0; i < n; i++) {
		if (!(kinds >> list[i].kind & 1))
			continue;
		if (latest == CORRECTION_NONE || is_superseded(&list[latest], &list[i]))
			latest = i;
	}
	return latest;
}

struct settled corrections_settle(const struct correction *list, size_t n)
{
	struct settled settled = { .data = CORRECTION_NONE };
	size_t recorded = find_latest(list, n, 1U << CORRECTION_RECORDED);
	size_t amended = find_latest(list, n, 1U << CORRECTION_AMENDED);
	size_t last = find_latest(list, n, 1U << CORRECTION_AMENDED | 1U << CORRECTION_WITHDRAWN);

	settled.outcome = find_latest(list, n, 1U << CORRECTION_OUTCOME);
	if (recorded == CORRECTION_NONE)
		return settled;
	settled.stands = last == amended;
	settled.data = amended != CORRECTION_NONE ? amended : recorded;
	return settled;
}
