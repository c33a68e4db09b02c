/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_COURIER_PRIVATE_H
#define CONCERND_DAEMON_NOTIFY_COURIER_PRIVATE_H

#include "courier.h"
#include "store/rows.h"

/* What a courier keeps: the notices under way, and what it knows of those it brings them to. */

/* A notice under way. */
struct delivery {
	struct delivery *next;
	struct courier *courier;
	struct lane *lane;
	struct arena arena;
	struct notice notice;
	bool is_gone;           /* its receiver ended the subscription before */
	bool ends_subscription; /* or did so now */
	bool is_put_off;        /* not tried: the way rests */
	unsigned char address_hash[ADDRESS_HASH_BYTES];
	/* What it came to: why is NULL when it was sent, else a kind of failure. */
	const char *why, *said;
	int32_t wait_s; /* below 0: it is given up */
};

/* To whom notices go: a recipient, or all who listen on a channel. */
struct way {
	struct way *next;
	char *channel, *recipient;
	bool is_failing;
	int64_t resume_us; /* by clock_monotonic_us(): nothing is tried before */
};

struct courier {
	struct store *store;
	struct ways *ways;
	struct lane *lanes;
	size_t n_lanes;
	unsigned hands, n_under_way;
	bool is_claiming, is_marking, again, is_stopped, store_fails;
	struct delivery *claimed; /* by the script under way */
	size_t n_claimed, n_asked;
	struct delivery *sending; /* far away: their ends are waited for */
	struct delivery *ended;   /* to be marked */
	struct delivery *marked;  /* by the script under way */
	struct arena marks;       /* of it */
	const char **texts;       /* for ops */
	size_t n_texts;
	struct way *known;
};

/* The lane of a channel of this courier; NULL for another. */
struct lane *courier_lane(const struct courier *courier, const char *channel);

/* Marks courier->marked; the struct courier is its context. */
extern const struct script courier_mark;

/* A row of claim_notices. */
struct delivery *delivery_read(struct courier *courier, const struct rows *rows, size_t row);
void delivery_free(struct delivery *delivery);

/* Lists of deliveries. */
void delivery_push(struct delivery **list, struct delivery *delivery);
struct delivery *delivery_pop(struct delivery **list);
void delivery_remove(struct delivery **list, const struct delivery *delivery);

/* The way of a delivery, made when it is the first. */
struct way *way_find(struct courier *courier, const struct delivery *delivery);
void ways_forget(struct courier *courier);

#endif
