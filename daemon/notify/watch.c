/* SPDX-License-Identifier: Apache-2.0 */
#include "notify/watch.h"

#include <event2/event.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "config/crosscheck.h"
#include "watch_private.h"

/*
 * A look each second: clocks that were missed, then feedback, and now and then digests and a page of the
 * sweep. One script at a time, so that one that is slow holds up no other part of the daemon.
 */

enum { LOOK_SECONDS = 1, DIGEST_LOOKS = 5, SWEEP_LOOKS = 5, AT_ONCE = 100 };

static void on_climbed(void *context, const struct script_end *end);
static void on_dispatched(void *context, const struct script_end *end);
static void on_digest(void *context, const struct script_end *end);
static void on_page(void *context, const struct script_end *end);

static void run(struct watch *watch, const struct script *script,
		void (*done)(void *context, const struct script_end *end))
{
	watch->n_sent = 0;
	store_run(watch->store, script, watch, done);
}

static void end_look(struct watch *watch, const struct err *err)
{
	watch->is_busy = false;
	arena_done(&watch->arena);
	arena_init(&watch->arena);
	if (err != NULL && !watch->has_failed && !watch->is_over)
		log_warning("clocks, feedback and digests wait: %s", err->text);
	watch->has_failed = err != NULL;
	if (watch->is_over) {
		arena_done(&watch->arena);
		mem_free(watch);
	}
}

/* True if the script took effect and there is more to do; else the look is over. */
static bool goes_on(struct watch *watch, const struct script_end *end)
{
	if (end->err != NULL || watch->is_over) {
		end_look(watch, end->err);
		return false;
	}
	if (watch->n_sent > 0)
		watch->on_notices(watch->context);
	return true;
}

/* ---- The rule set in force ---------------------------------------------------------------------- */

bool watch_take_rules(struct watch *watch, const struct rows *rows, int column, struct err *err)
{
	int32_t version = rows_is_null(rows, 0, column) ? 0 : rows_int4(rows, 0, column);

	watch->ruleset = version != 0 ? rulesets_find(watch->rulesets, version) : NULL;
	if (watch->ruleset != NULL)
		return true;
	watch->want_rule_set = version;
	return err_set(err, ERR_RETRY, "its rule set is not loaded yet");
}

static void on_rule_set(void *context, const struct err *err)
{
	struct watch *watch = context;

	end_look(watch, err); /* the next look finds it */
}

static bool wants_rules(struct watch *watch, const struct script_end *end)
{
	int32_t version = watch->want_rule_set;

	watch->want_rule_set = 0;
	if (end->err == NULL || version == 0 || watch->is_over)
		return false;
	rulesets_load(watch->rulesets, version, on_rule_set, watch);
	return true;
}

/* ---- The parts of a look ------------------------------------------------------------------------ */

static void on_climbed(void *context, const struct script_end *end)
{
	struct watch *watch = context;
	size_t n = watch->n_missed;

	if (wants_rules(watch, end))
		return;
	for (size_t i = 0; end->err == NULL && i < n; i++) {
		watch->told += watch->missed[i].is_owed;
		watch->ended += !watch->missed[i].is_owed;
	}
	watch->n_missed = 0;
	if (!goes_on(watch, end))
		return;
	if (n == AT_ONCE)
		run(watch, &watch_climb, on_climbed);
	else
		run(watch, &watch_dispatch, on_dispatched);
}

/* The next digest whose hour has come today; NULL when there are no more. */
static const struct digest *next_digest(struct watch *watch)
{
	const struct ruleset *ruleset = rulesets_newest(watch->rulesets, NULL);
	int64_t now_us = clock_now_us();

	if (ruleset == NULL)
		return NULL;
	watch->day = zone_local_day(ruleset->zone, now_us);
	int64_t time_us = zone_local_us(ruleset->zone, now_us) - watch->day * USEC_PER_DAY;

	while (watch->next_digest < ruleset->n_digests) {
		const struct digest *digest = &ruleset->digests[watch->next_digest++];

		if (digest->at_us <= time_us)
			return digest;
	}
	return NULL;
}

static void go_on_with_digests(struct watch *watch)
{
	watch->digest = next_digest(watch);
	if (watch->digest != NULL)
		run(watch, &watch_digest, on_digest);
	else if (watch->looks % SWEEP_LOOKS == 1)
		run(watch, &watch_page, on_page);
	else
		end_look(watch, NULL);
}

static void on_dispatched(void *context, const struct script_end *end)
{
	struct watch *watch = context;

	if (!goes_on(watch, end))
		return;
	watch->next_digest = watch->looks % DIGEST_LOOKS == 1 ? 0 : SIZE_MAX;
	go_on_with_digests(watch);
}

static void on_digest(void *context, const struct script_end *end)
{
	if (goes_on(context, end))
		go_on_with_digests(context);
}

/* ---- The sweep ---------------------------------------------------------------------------------- */

static void on_mended(void *context, const struct script_end *end)
{
	struct watch *watch = context;

	if (end->err == NULL && watch->n_mended > 0) {
		watch->mended += watch->n_mended;
		log_warning("%zu clocks were missing and run now", watch->n_mended);
	}
	if (goes_on(watch, end))
		end_look(watch, NULL);
}

/* Behind the last page the sweep begins anew. */
static void on_page(void *context, const struct script_end *end)
{
	struct watch *watch = context;

	if (wants_rules(watch, end))
		return;
	if (end->err == NULL && watch->n_page == 0) {
		watch->after_us = INT64_MIN;
		watch->after = 0;
	}
	if (!goes_on(watch, end))
		return;
	if (watch->n_gaps > 0)
		run(watch, &watch_mend, on_mended);
	else
		end_look(watch, NULL);
}

/* ---- Life --------------------------------------------------------------------------------------- */

static void on_look(evutil_socket_t fd, short what, void *context)
{
	struct watch *watch = context;

	(void)fd;
	(void)what;
	if (watch->is_busy || !store_is_up(watch->store) ||
	    rulesets_newest(watch->rulesets, NULL) == NULL)
		return;
	watch->is_busy = true;
	watch->looks++;
	run(watch, &watch_climb, on_climbed);
}

struct watch *watch_new(struct event_base *base, struct store *store, struct rulesets *rulesets,
			const struct settings *settings, void (*on_notices)(void *context),
			void *context)
{
	const struct timeval every = { .tv_sec = LOOK_SECONDS };
	struct watch *watch = mem_new(1, sizeof *watch);

	*watch = (struct watch){ .store = store,
				 .rulesets = rulesets,
				 .on_notices = on_notices,
				 .context = context,
				 .after_us = INT64_MIN };
	arena_init(&watch->arena);
	watch_change(watch, settings);
	watch->look = event_new(base, -1, EV_PERSIST, on_look, watch);
	event_add(watch->look, &every);
	return watch;
}

void watch_change(struct watch *watch, const struct settings *settings)
{
	watch->ways = (struct tell_ways){ channels_on(settings), settings };
}

void watch_free(struct watch *watch)
{
	if (watch == NULL)
		return;
	event_free(watch->look);
	watch->is_over = true;
	if (watch->is_busy)
		return; /* freed when the script ends */
	arena_done(&watch->arena);
	mem_free(watch);
}

void watch_measure(void *context, struct metrics *metrics)
{
	const struct watch *watch = context;

	metrics_one(metrics, METRIC_COUNTER, "clock_rungs_told_total",
		    "Rungs of ladders that this process told, of clocks that were missed.",
		    (double)watch->told);
	metrics_one(metrics, METRIC_COUNTER, "clocks_mended_total",
		    "Clocks that an alert should have had and did not; the sweep started them.",
		    (double)watch->mended);
}
