/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_WAIT_H
#define CONCERND_ENGINE_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/assess.h"

/*
 * What begins and ought to end, as an `unless` rule sees it: each incident that matches its `where` is a
 * wait, and the first contact that answers it, however late, is its end. The rule holds on it exactly
 * when wait_is_late() says so.
 */

struct wait {
	size_t incident;  /* index into the subject's incidents */
	size_t started;   /* the first contact of it that meets the rule's where */
	size_t ended;     /* the contact that ends it; SIZE_MAX: none that we have */
	int64_t began_us; /* t of the incident: the rule's `by` runs from there */
	int64_t ended_us; /* when `ended` occurred; INT64_MAX: it has not ended */
	int64_t late_us;  /* t + by: what ends it later ends it too late */
};

/* Bytes of memory that waits_pair() needs for n contacts. */
size_t waits_bytes(size_t n_contacts);

/* The waits of a subject by a rule of the kind `unless`, in the order of their incidents. Returns how many;
 * *ret lies in memory: waits_bytes(n) bytes, aligned for any type, the caller's. */
size_t waits_pair(const struct rulebook *book, const struct rule *rule,
		  const struct subject *subject, void *memory, const struct wait **ret);

/* True if a wait had lasted longer than it may at now_us, be it that it ended since. */
bool wait_is_late(const struct wait *wait, int64_t now_us);

/* True if contact c came during a wait: from its begin to its end, or until now_us of the subject, and is
 * no word of a wait itself. */
bool wait_spans(const struct rulebook *book, const struct rule *rule, const struct subject *subject,
		const struct wait *wait, size_t c);

#endif
