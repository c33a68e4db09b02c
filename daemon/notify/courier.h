/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_COURIER_H
#define CONCERND_DAEMON_NOTIFY_COURIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "channel.h"
#include "store/store.h"

/*
 * Carries the notices of some channels: claims what is due as long as it has hands free, starts each,
 * and marks what became of those that ended. Whatever dies between sending and marking leaves a lease
 * that passes, and the notice is sent again. Couriers do not wait for each other: a mail server that
 * is slow holds up no line in the journal.
 */

struct courier;

/* A channel as a courier serves it. */
struct lane {
	const struct medium *channel;
	struct datagram to; /* of channels on this machine */
	bool is_served;
	uint64_t sent, failed, given_up;
};

struct courier_options {
	struct store *store;
	struct ways *ways;
	struct lane *lanes; /* outlive it */
	size_t n_lanes;
	unsigned hands; /* notices at once */
};

struct courier *courier_new(const struct courier_options *options);
void courier_free(struct courier *courier); /* not while it is busy */

/* True if anything of it is under way. */
bool courier_is_busy(const struct courier *courier);

/* Looks for notices that are due; if it looks already, then once more. */
void courier_wake(struct courier *courier);

/* Claims nothing more; what is under way is finished. */
void courier_stop(struct courier *courier);

#endif
