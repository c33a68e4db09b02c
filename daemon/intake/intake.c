/* SPDX-License-Identifier: Apache-2.0 */
#include "intake_private.h"

#include <event2/event.h>
#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "feeds.h"
#include "inbox.h"

static void use_settings(struct intake *intake, const struct settings *settings)
{
	intake->settings = settings;
	intake->queue.most_waiting = (size_t)settings->queue.waiting;
	intake->queue.most_together = (size_t)settings->queue.transaction;
}

/* ---- The words to check by ------------------------------------------------------------------------ */

enum { REFRESH_SECONDS = 2 };

/* Another daemon or concernctl may have put rules in force. Who judges finds out by itself; a new
 * word must be known before, or its contacts are refused. */
static void on_refreshed(void *context, const struct err *err)
{
	struct intake *intake = context;

	if (err != NULL && err->kind != ERR_RETRY && !intake->told_of_rules)
		log_error(
			"the rules in force cannot be read, events are checked by those before: %s",
			err->text);
	intake->told_of_rules = err != NULL && err->kind != ERR_RETRY;
	intake->is_refreshing = false;
	intake_release(intake);
}

static void on_refresh(evutil_socket_t fd, short what, void *context)
{
	struct intake *intake = context;

	(void)fd, (void)what;
	if (intake->is_refreshing || intake->is_stopping || !store_is_up(intake->store) ||
	    rulesets_newest(intake->rulesets, NULL) == NULL)
		return;
	intake->is_refreshing = true;
	intake_hold(intake);
	rulesets_load(intake->rulesets, 0, on_refreshed, intake);
}

/* ---- Beginning and end ---------------------------------------------------------------------------- */

struct intake *intake_new(const struct intake_options *options)
{
	struct intake *intake = mem_new(1, sizeof *intake);

	intake->base = options->base;
	intake->store = options->store;
	intake->rulesets = options->rulesets;
	queue_init(&intake->queue, options->store, options->judge);
	use_settings(intake, options->settings);
	intake->inboxes = inboxes_new(intake);
	intake->feeds = feeds_new(intake);
	intake->on_refresh = event_new(intake->base, -1, EV_PERSIST, on_refresh, intake);
	event_add(intake->on_refresh, &(struct timeval){ .tv_sec = REFRESH_SECONDS });
	return intake;
}

void intake_free(struct intake *intake)
{
	if (intake == NULL)
		return;
	inboxes_free(intake->inboxes);
	event_free(intake->on_refresh);
	feeds_free(intake->feeds);
	queue_done(&intake->queue);
	while (intake->tallies != NULL) {
		struct tally *tally = intake->tallies;

		intake->tallies = tally->next;
		mem_free(tally->name);
		mem_free(tally);
	}
	mem_free(intake);
}

void intake_change(struct intake *intake, const struct settings *settings)
{
	inboxes_free(intake->inboxes);
	use_settings(intake, settings);
	intake->inboxes = inboxes_new(intake);
}

/* ---- Stopping ------------------------------------------------------------------------------------- */

static void tell_if_idle(struct intake *intake)
{
	void (*on_idle)(void *) = intake->on_idle;

	if (!intake->is_stopping || intake->n_held > 0 || on_idle == NULL)
		return;
	intake->on_idle = NULL;
	on_idle(intake->idle_context);
}

void intake_stop(struct intake *intake, void (*on_idle)(void *context), void *context)
{
	intake->is_stopping = true;
	intake->on_idle = on_idle;
	intake->idle_context = context;
	inboxes_free(intake->inboxes);
	intake->inboxes = NULL;
	tell_if_idle(intake);
}

void intake_hold(struct intake *intake)
{
	intake->n_held++;
}

void intake_release(struct intake *intake)
{
	intake->n_held--;
	tell_if_idle(intake);
}

bool intake_is_ready(void *context)
{
	const struct intake *intake = context;

	return !intake->is_stopping && rulesets_newest(intake->rulesets, NULL) != NULL;
}

/* ---- Counts --------------------------------------------------------------------------------------- */

struct tally *intake_tally(struct intake *intake, const char *sender)
{
	for (struct tally *tally = intake->tallies; tally != NULL; tally = tally->next)
		if (strcmp(tally->name, sender) == 0)
			return tally;
	struct tally *tally = mem_new(1, sizeof *tally);

	tally->name = mem_strdup(sender);
	tally->allowance_us = INT64_MIN;
	tally->next = intake->tallies;
	intake->tallies = tally;
	return tally;
}

static const char *first_pointer(const struct parcel *parcel)
{
	for (size_t i = 0; i < parcel->n; i++)
		if (letter_is_refused(&parcel->letters[i]) &&
		    parcel->letters[i].accepted.errors.n > 0)
			return parcel->letters[i].accepted.errors.list[0].pointer;
	return "";
}

void intake_count_parcel(struct intake *intake, const struct parcel *parcel)
{
	struct tally *tally = intake_tally(intake, parcel->sender->name);
	size_t refused = 0;

	for (size_t i = 0; i < parcel->n; i++) {
		const struct letter *letter = &parcel->letters[i];

		tally->recorded += letter->status == LETTER_RECORDED;
		tally->duplicates += letter->status == LETTER_DUPLICATE;
		tally->put_off += letter->status == LETTER_LATER;
		refused += letter_is_refused(letter);
	}
	tally->refused += refused;
	if (refused > 0)
		log_warning("sender %s: %zu of %zu events refused and kept, the first for %s; see "
			    "`concernctl refused list`",
			    parcel->sender->name, refused, parcel->n, first_pointer(parcel));
}

void intake_measure(void *context, struct metrics *metrics)
{
	const struct intake *intake = context;

	metrics_family(metrics, METRIC_COUNTER, "events_total",
		       "Events by sender and by what became of them.");
	for (const struct tally *tally = intake->tallies; tally != NULL; tally = tally->next) {
		const struct {
			const char *status;
			uint64_t n;
		} rows[] = {
			{ "recorded", tally->recorded },
			{ "duplicate", tally->duplicates },
			{ "refused", tally->refused },
			{ "put-off", tally->put_off },
		};

		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			metrics_add(metrics, (double)rows[i].n, "sender", tally->name, "status",
				    rows[i].status, NULL);
	}
	metrics_family(metrics, METRIC_COUNTER, "requests_refused_total",
		       "Requests by sender that were answered without looking at their events.");
	for (const struct tally *tally = intake->tallies; tally != NULL; tally = tally->next) {
		metrics_add(metrics, (double)tally->malformed, "sender", tally->name, "why",
			    "malformed", NULL);
		metrics_add(metrics, (double)tally->limited, "sender", tally->name, "why",
			    "limited", NULL);
	}
	metrics_one(metrics, METRIC_COUNTER, "requests_unauthenticated_total",
		    "Requests without credentials of a sender.", (double)intake->unauthenticated);
	metrics_one(metrics, METRIC_GAUGE, "events_waiting",
		    "Events that were taken and are not answered yet.",
		    (double)intake->queue.n_open);
	feeds_measure(intake->feeds, metrics);
}
