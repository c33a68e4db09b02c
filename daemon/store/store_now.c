/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "store_private.h"

/* For concernctl and tests, which do one thing at a time: they turn the loop until it is done. */

struct now {
	bool done;
	struct err err; /* kind ERR_NONE when all went well */
};

static void on_now_done(void *context, const struct script_end *end)
{
	struct now *now = context;

	now->done = true;
	if (end->err != NULL)
		now->err = *end->err;
}

bool store_run_now(struct store *store, const struct script *script, void *context, struct err *err)
{
	struct now now = { 0 };

	store_start(store, script, context, on_now_done, &now);
	while (!now.done)
		event_base_loop(store->base, EVLOOP_ONCE);
	if (now.err.kind == ERR_NONE)
		return true;
	if (err != NULL)
		*err = now.err;
	return false;
}

void store_turn(struct store *store)
{
	event_base_loop(store->base, EVLOOP_ONCE);
}

/* Only wakes the loop. */
static void on_wake(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
}

bool store_connect_now(struct store *store, int64_t deadline_us, struct err *err)
{
	int64_t end_us = clock_monotonic_us() + deadline_us;
	const struct timeval span = { .tv_sec = deadline_us / USEC_PER_SEC,
				      .tv_usec = deadline_us % USEC_PER_SEC };
	struct event wake;

	evtimer_assign(&wake, store->base, on_wake, NULL);
	evtimer_add(&wake, &span);
	while (store->n_up == 0 && store->why.kind != ERR_FATAL && clock_monotonic_us() < end_us)
		event_base_loop(store->base, EVLOOP_ONCE);
	event_del(&wake);
	if (store->n_up == 0 && err != NULL)
		*err = store->why;
	return store->n_up > 0;
}
