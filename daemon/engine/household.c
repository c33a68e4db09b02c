/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/household.h"

#include <string.h>

/* Lists are short: what one or two sources say of one person. */

static bool has_ended(const struct residence *list, size_t n, const struct residence *link,
		      int64_t at_us)
{
	for (size_t i = 0; i < n; i++)
		if (!list[i].begins && list[i].at_us > link->at_us && list[i].at_us <= at_us &&
		    strcmp(list[i].source, link->source) == 0)
			return true;
	return false;
}

static bool is_later(const struct residence *a, const struct residence *b)
{
	int order;

	if (a->at_us != b->at_us)
		return a->at_us > b->at_us;
	order = strcmp(a->source, b->source);
	return order != 0 ? order > 0 : strcmp(a->event_id, b->event_id) > 0;
}

size_t residence_find(const struct residence *list, size_t n, int64_t at_us)
{
	size_t found = RESIDENCE_NONE;

	for (size_t i = 0; i < n; i++) {
		if (!list[i].begins || list[i].at_us > at_us || has_ended(list, n, &list[i], at_us))
			continue;
		if (found == RESIDENCE_NONE || is_later(&list[i], &list[found]))
			found = i;
	}
	return found;
}
