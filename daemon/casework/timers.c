/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/timers.h"

#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/params.h"
#include "store/rows.h"

enum {
	LOOK_SECONDS = 1,
	SWEEP_LOOKS = 30,     /* a page of the sweep every so many looks */
	SWEEP_CHILDREN = 100, /* a page */
	PAGE_SECONDS = 30,
};

struct timers {
	struct store *store;
	struct rulesets *rulesets;
	struct judge *judge;
	struct event *look;
	bool is_busy, is_over, has_failed;
	unsigned looks;
	int64_t after; /* the sweep came so far */
	bool of_homes; /* over the households; then over the children again */
	int64_t page[SWEEP_CHILDREN];
	size_t n_page;
};

static void end_work(struct timers *timers, const struct err *err)
{
	timers->is_busy = false;
	if (err != NULL && !timers->has_failed && !timers->is_over)
		log_warning("what is due by time alone waits: %s", err->text);
	timers->has_failed = err != NULL;
	if (timers->is_over)
		mem_free(timers);
}

/* ---- Firing ---- */

static void on_fired(void *context, const struct err *err, bool any)
{
	struct timers *timers = context;

	if (err == NULL && any && !timers->is_over)
		judge_timer(timers->judge, on_fired, timers);
	else
		end_work(timers, err);
}

/* ---- The sweep ---- */

static bool bind_page(void *context, struct params *params)
{
	const struct timers *timers = context;

	params_int8(params, timers->after);
	params_int4(params, SWEEP_CHILDREN);
	return true;
}

static bool bind_children(void *context, struct params *params)
{
	const struct timers *timers = context;

	return !timers->of_homes && bind_page(context, params);
}

static bool bind_homes(void *context, struct params *params)
{
	const struct timers *timers = context;

	return timers->of_homes && bind_page(context, params);
}

static bool take_page(void *context, const struct rows *rows, struct err *err)
{
	struct timers *timers = context;

	(void)err;
	timers->n_page = rows_count(rows);
	for (size_t i = 0; i < timers->n_page; i++)
		timers->page[i] = rows_int8(rows, i, 0);
	return true;
}

static void on_swept(void *context, const struct err *err)
{
	end_work(context, err);
}

/* Behind the last page of children the sweep goes on with the households, then begins anew. */
static void on_page(void *context, const struct script_end *end)
{
	struct timers *timers = context;

	bool of_homes = timers->of_homes;

	timers->after = 0;
	if (end->err == NULL && timers->n_page == SWEEP_CHILDREN)
		timers->after = timers->page[timers->n_page - 1];
	else
		timers->of_homes = end->err == NULL && !of_homes;
	if (end->err != NULL || timers->n_page == 0 || timers->is_over)
		end_work(timers, end->err);
	else
		judge_sweep(timers->judge, timers->page, timers->n_page, of_homes, on_swept,
			    timers);
}

static bool has_timers(const struct ruleset *ruleset)
{
	for (size_t i = 0; ruleset != NULL && i < ruleset->book.n_rules; i++)
		if (ruleset->book.rules[i].kind == RULE_UNLESS &&
		    ruleset->book.rules[i].mode != MODE_OFF)
			return true;
	return false;
}

/* ---- The look ---- */

static void on_look(evutil_socket_t fd, short what, void *context)
{
	static const struct step steps[] = { { "next_children", bind_children, take_page, 0 },
					     { "next_households", bind_homes, take_page, 0 } };
	static const struct script page = { "find timers that are missing", steps, 2,
					    PAGE_SECONDS * USEC_PER_SEC };
	struct timers *timers = context;

	(void)fd;
	(void)what;
	if (timers->is_busy || !store_is_up(timers->store))
		return;
	timers->is_busy = true;
	if (timers->looks++ % SWEEP_LOOKS == 0 &&
	    has_timers(rulesets_newest(timers->rulesets, NULL)))
		store_run(timers->store, &page, timers, on_page);
	else
		judge_timer(timers->judge, on_fired, timers);
}

struct timers *timers_new(struct event_base *base, struct store *store, struct rulesets *rulesets,
			  struct judge *judge)
{
	const struct timeval every = { .tv_sec = LOOK_SECONDS };
	struct timers *timers = mem_new(1, sizeof *timers);

	*timers = (struct timers){ .store = store, .rulesets = rulesets, .judge = judge };
	timers->look = event_new(base, -1, EV_PERSIST, on_look, timers);
	event_add(timers->look, &every);
	return timers;
}

void timers_free(struct timers *timers)
{
	if (timers == NULL)
		return;
	event_free(timers->look);
	timers->is_over = true;
	if (!timers->is_busy)
		mem_free(timers);
}
