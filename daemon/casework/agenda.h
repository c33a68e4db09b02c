/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_AGENDA_H
#define CONCERND_CASEWORK_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to come on the virtual clock, the soonest first. */

struct appointment {
	int64_t due_us;
	uint64_t number; /* of those at one instant, the one that was made first comes first */
	void *what;
};

struct agenda {
	struct appointment *heap; /* each at least as soon as its children, 2i + 1 and 2i + 2 */
	size_t n, room;
	uint64_t made;
};

void agenda_done(struct agenda *agenda);
void agenda_add(struct agenda *agenda, int64_t due_us, void *what);

/* When the soonest is due; INT64_MAX if there is none. */
int64_t agenda_next(const struct agenda *agenda);

/* Takes the soonest that is due at or before until_us. False if there is none. */
bool agenda_take(struct agenda *agenda, int64_t until_us, struct appointment *ret);

#endif
