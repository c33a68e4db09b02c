/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_PERSON_H
#define CONCERND_NET_PERSON_H

#include "fields.h"

/* Readers for the fields `children` and `adults` of a struct event. A person who cannot be read is
 * an error of the event: left out with a warning, it could cost a child. */

const char *person_read_children(const struct place *place, const struct field *field,
				 const json_t *value, void *into);
const char *person_read_adults(const struct place *place, const struct field *field,
			       const json_t *value, void *into);

#endif
