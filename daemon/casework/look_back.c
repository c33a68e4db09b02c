/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/look_back.h"

#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * One page at a time: claim it, judge its children by the one rule, say how far it came, sleep. Judging
 * twice changes nothing, so a daemon may die anywhere: when its lease has passed the page is taken
 * again.
 */

enum { PAGE_CHILDREN = 100, LEASE_S = 120, IDLE_S = 30, SCRIPT_S = 30 };
#define HOUR_US (INT64_C(3600) * USEC_PER_SEC)

struct look_back {
	struct store *store;
	struct judge *judge;
	struct event *next;
	int children_an_hour;
	bool busy, woken, stopped;

	struct arena arena; /* of the page */
	int32_t version;
	const char *rule; /* NULL: there was none */
	int64_t after, last_child;
	int64_t *ids; /* of children, or households */
	bool are_households;
	size_t n, n_risen;
};

/* From page to page, so that an hour has no more children than it may. */
static int64_t pace_us(const struct look_back *look_back)
{
	if (look_back->children_an_hour == 0)
		return HOUR_US;
	return HOUR_US * PAGE_CHILDREN / look_back->children_an_hour;
}

static void sleep_for(struct look_back *look_back, int64_t span_us)
{
	const struct timeval span = { (time_t)(span_us / USEC_PER_SEC),
				      (suseconds_t)(span_us % USEC_PER_SEC) };

	if (!look_back->stopped && look_back->children_an_hour > 0)
		event_add(look_back->next, &span);
}

static void end_page(struct look_back *look_back, int64_t span_us)
{
	arena_done(&look_back->arena);
	arena_init(&look_back->arena);
	look_back->busy = false;
	/* Sooner than the pace nothing would be claimed. */
	if (look_back->woken && pace_us(look_back) < span_us)
		span_us = pace_us(look_back);
	look_back->woken = false;
	sleep_for(look_back, span_us);
}

/* ---- How far it came ---- */

static bool bind_advance(void *context, struct params *params)
{
	const struct look_back *look_back = context;
	bool last = look_back->n < PAGE_CHILDREN;

	params_int4(params, look_back->version);
	params_text(params, look_back->rule);
	params_int8(params, look_back->after);
	params_int8(params, last ? look_back->last_child : look_back->ids[look_back->n - 1]);
	params_int4(params, (int32_t)look_back->n);
	params_int4(params, (int32_t)look_back->n_risen);
	params_bool(params, last);
	return true;
}

static void on_advanced(void *context, const struct script_end *end)
{
	struct look_back *look_back = context;

	if (end->err == NULL && look_back->n < PAGE_CHILDREN)
		log_notice("rule %s has looked back over all that is on file", look_back->rule);
	end_page(look_back, pace_us(look_back));
}

static void advance(struct look_back *look_back)
{
	static const struct step steps[] = { { "advance_look_back", bind_advance, NULL, 0 } };
	static const struct script script = { "advance look-back", steps, 1,
					      SCRIPT_S * USEC_PER_SEC };

	store_run(look_back->store, &script, look_back, on_advanced);
}

/* ---- A page ---- */

static void on_judged(void *context, const struct err *err, size_t n_risen)
{
	struct look_back *look_back = context;

	look_back->n_risen = n_risen;
	if (err == NULL) {
		advance(look_back);
		return;
	}
	log_warning("rule %s could not look back, and tries again: %s", look_back->rule, err->text);
	end_page(look_back, IDLE_S * USEC_PER_SEC);
}

static bool bind_claim(void *context, struct params *params)
{
	const struct look_back *look_back = context;

	params_int4(params, PAGE_CHILDREN);
	params_int8(params, pace_us(look_back));
	params_int4(params, LEASE_S);
	return true;
}

static bool take_claim(void *context, const struct rows *rows, struct err *err)
{
	struct look_back *look_back = context;

	(void)err;
	look_back->rule = NULL;
	if (rows_count(rows) == 0)
		return true;
	look_back->version = rows_int4(rows, 0, 0);
	look_back->rule = arena_strdup(&look_back->arena, rows_text(rows, 0, 1));
	look_back->after = rows_int8(rows, 0, 2);
	look_back->last_child = rows_int8(rows, 0, 3);
	look_back->n = rows_array_count(rows, 0, 4);
	look_back->ids = arena_new(&look_back->arena, look_back->n, sizeof *look_back->ids);
	for (size_t i = 0; i < look_back->n; i++)
		look_back->ids[i] = rows_array_int8(rows, 0, 4, i);
	look_back->are_households = rows_bool(rows, 0, 5);
	return true;
}

static void on_claimed(void *context, const struct script_end *end)
{
	struct look_back *look_back = context;

	look_back->n_risen = 0;
	if (end->err != NULL || look_back->rule == NULL)
		end_page(look_back, IDLE_S * USEC_PER_SEC);
	else if (look_back->n == 0)
		advance(look_back);
	else if (look_back->are_households)
		judge_households(look_back->judge, look_back->ids, look_back->n, look_back->rule,
				 on_judged, look_back);
	else
		judge_children(look_back->judge, look_back->ids, look_back->n, look_back->rule,
			       on_judged, look_back);
}

static void on_next(evutil_socket_t fd, short what, void *context)
{
	static const struct step steps[] = { { "claim_look_back", bind_claim, take_claim, 0 } };
	static const struct script script = { "claim look-back", steps, 1,
					      SCRIPT_S * USEC_PER_SEC };
	struct look_back *look_back = context;

	(void)fd;
	(void)what;
	if (look_back->busy || look_back->stopped || look_back->children_an_hour == 0)
		return;
	look_back->busy = true;
	store_run(look_back->store, &script, look_back, on_claimed);
}

/* ---- Life ---- */

struct look_back *look_back_new(struct event_base *base, struct store *store, struct judge *judge,
				int children_an_hour)
{
	struct look_back *look_back = mem_new(1, sizeof *look_back);

	look_back->store = store;
	look_back->judge = judge;
	look_back->children_an_hour = children_an_hour;
	arena_init(&look_back->arena);
	look_back->next = evtimer_new(base, on_next, look_back);
	return look_back;
}

void look_back_free(struct look_back *look_back)
{
	if (look_back == NULL)
		return;
	event_free(look_back->next);
	arena_done(&look_back->arena);
	mem_free(look_back);
}

bool look_back_is_busy(const struct look_back *look_back)
{
	return look_back->busy;
}

void look_back_wake(struct look_back *look_back)
{
	if (look_back->busy)
		look_back->woken = true;
	else
		sleep_for(look_back, 0);
}

void look_back_change(struct look_back *look_back, int children_an_hour)
{
	look_back->children_an_hour = children_an_hour;
	look_back_wake(look_back);
}

void look_back_stop(struct look_back *look_back)
{
	look_back->stopped = true;
	event_del(look_back->next);
}
