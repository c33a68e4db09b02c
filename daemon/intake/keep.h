/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_KEEP_H
#define CONCERND_INTAKE_KEEP_H

#include <stddef.h>

#include "net/event.h"
#include "store/store.h"

/* What an authenticated sender sent and we refused is kept, in words why. */

struct refusal {
	const char *sender;
	const char *source, *event_id; /* NULL as far as they could not be read */
	const char *content_type;      /* of the body */
	const char *body;
	size_t length;
	const struct event_problems *errors;
};

/* Keeps n refusals in one statement, and calls done once, from the loop. The list and all it points
 * to live until then. err is NULL when they are kept. */
void keep_refusals(struct store *store, const struct refusal *list, size_t n,
		   void (*done)(void *context, const struct err *err), void *context);

#endif
