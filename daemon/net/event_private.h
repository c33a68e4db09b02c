/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_EVENT_PRIVATE_H
#define CONCERND_NET_EVENT_PRIVATE_H

#include "fields.h"

/* The type of a name; EVENT_UNKNOWN for NULL and for any other. */
enum event_type event_find_type(const char *name);

/* The fields that the data of a type have. NULL: they are kept as sent. */
const struct field *event_data_fields(enum event_type type);

/* Tells as errors what an event of its type must have, and has not. */
void event_require(struct event *event, struct arena *arena);

#endif
