/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_INCIDENT_H
#define CONCERND_ENGINE_INCIDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/contact.h"
#include "engine/rule.h"

/* Contacts gathered to incidents: one real event told of by several agencies counts once. */

struct incident {
	int64_t at_us;           /* of its first contact */
	size_t first;            /* its first contact, an index into the contacts */
	size_t last;             /* its last contact in order */
	size_t n;                /* its contacts */
	bool has_ref;            /* one of its contacts has a reference */
	struct wordset agencies; /* of all its contacts */
};

struct incidents {
	struct incident *list; /* in order of first contacts */
	size_t n;
	size_t *next; /* by contact: the next contact of its incident, or SIZE_MAX */
	size_t *of;   /* by contact: its incident, an index into list */
};

/* Bytes of scratch memory that incidents_gather() needs for n contacts, results included. */
size_t incidents_bytes(size_t n);

/*
 * Gathers contacts, sorted by contact_compare(), as SPEC section 4 "Incidents" says. Results lie in
 * memory (incidents_bytes(n) bytes, aligned for any type), which the caller owns and keeps as long
 * as *ret. Time n log n for n contacts of a few agencies, whatever their times and references: n times
 * the number of agencies at the most.
 */
void incidents_gather(const struct gathering *gathering, const struct contact *contacts, size_t n,
		      void *memory, struct incidents *ret);

#endif
