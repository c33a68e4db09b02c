/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_HOUSEHOLD_H
#define CONCERND_ENGINE_HOUSEHOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who lived in a household when, by what was told in whatever order it came. */

/* One household.linked or household.unlinked, as it speaks of one person in one household. */
struct residence {
	const char *source, *event_id; /* who says so */
	bool begins;                   /* linked; false: unlinked */
	int64_t at_us; /* the first instant that the person lives there, or lives there no more */
};

#define RESIDENCE_NONE SIZE_MAX

/*
 * The link by which the person lives in the household at at_us, an index into the list;
 * RESIDENCE_NONE: the person does not. A source ends its own links only: a link holds from its
 * instant to the next unlink by its source that is later; one at the same instant ends what was
 * before. Of several that hold it is the latest, of equal times that of the greatest (source, id).
 */
size_t residence_find(const struct residence *list, size_t n, int64_t at_us);

#endif
