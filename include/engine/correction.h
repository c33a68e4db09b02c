/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_CORRECTION_H
#define CONCERND_ENGINE_CORRECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a contact stands after all that was told of it, in whatever order it came (SPEC section 2). */

enum correction_kind {
	CORRECTION_RECORDED,  /* the contact itself: what the others correct */
	CORRECTION_AMENDED,   /* its data replace those before */
	CORRECTION_WITHDRAWN, /* it stands no more */
	CORRECTION_OUTCOME,   /* one sent alone, or one inside a contact or an amendment */
};

struct correction {
	enum correction_kind kind;
	int64_t at_us; /* CloudEvents time; of an outcome decided_at, and of one inside another event
			  that event's time, or when it was recorded if it has none. Does not matter
			  of CORRECTION_RECORDED */
	const char *source, *event_id; /* of the event that says so */
};

#define CORRECTION_NONE SIZE_MAX

struct settled {
	bool stands;    /* recorded, and not withdrawn */
	size_t data;    /* the recording or amendment whose data stand, an index into the list, even
			   where the contact is withdrawn; CORRECTION_NONE: it was not recorded yet,
			   and what corrects it waits */
	size_t outcome; /* the outcome that stands, likewise; CORRECTION_NONE: there is none */
};

/*
 * Settles all that was told of one contact. Of amendments and withdrawals the latest stands, so an
 * amendment after a withdrawal brings the contact back; of outcomes too, whatever became of the event
 * that they came in. Of equal times it is that of the greatest (source, id), compared as strcmp
 * does; of the same event sent again with other data, that which is later in the list.
 */
struct settled corrections_settle(const struct correction *list, size_t n);

#endif
