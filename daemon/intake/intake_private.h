/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_PRIVATE_H
#define CONCERND_INTAKE_PRIVATE_H

#include "intake/intake.h"
#include "queue.h"

struct event;
struct event_base;
struct feeds;
struct inboxes;

/* What one sender did since the start, and how much it may send now. By name: it outlives a change
 * of the settings. */
struct tally {
	char *name;
	uint64_t recorded, duplicates, refused, put_off; /* events; put_off: answered 503 */
	uint64_t malformed, limited;                     /* requests answered 400 or 415, and 429 */
	double allowance;                                /* events that it may send at once */
	int64_t allowance_us;                            /* by the monotonic clock, as of then */
	struct tally *next;
};

struct intake {
	struct event_base *base;
	struct store *store;
	struct rulesets *rulesets;
	const struct settings *settings;
	struct queue queue;
	struct tally *tallies;
	uint64_t unauthenticated; /* requests answered 401 */
	struct inboxes *inboxes;
	struct feeds *feeds;
	struct event *on_refresh; /* of the rules to check by */
	bool is_refreshing;
	bool told_of_rules; /* that they cannot be read: once is enough */
	bool is_stopping;
	size_t n_held; /* requests and files under way */
	void (*on_idle)(void *context);
	void *idle_context;
};

/* The tally of a sender, made when it is first heard. */
struct tally *intake_tally(struct intake *intake, const char *sender);

/* Counts what became of a parcel, and tells ops of what was refused. */
void intake_count_parcel(struct intake *intake, const struct parcel *parcel);

/* Something is under way that must end before the daemon does; and has ended. */
void intake_hold(struct intake *intake);
void intake_release(struct intake *intake);

#endif
