/* SPDX-License-Identifier: Apache-2.0 */
#include "courier.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "courier_private.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * Two scripts at most run at a time: one that claims, one that marks. Between them notices are under
 * way, each with memory of its own, since they end in any order.
 */

enum { LEASE_S = 60, SCRIPT_S = 20, RETRY_AFTER_MOST_S = 24 * 3600 };

static void claim_begin(struct courier *courier);
static void mark_begin(struct courier *courier);

/* ---- Claim ------------------------------------------------------------------------------------- */

static bool bind_claim(void *context, struct params *params)
{
	const struct courier *courier = context;
	size_t n = 0;

	for (size_t i = 0; i < courier->n_lanes; i++)
		n += courier->lanes[i].is_served;
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < courier->n_lanes; i++)
		if (courier->lanes[i].is_served)
			params_add_text(params, courier->lanes[i].channel->name);
	params_int4(params, (int32_t)courier->n_asked);
	params_int4(params, LEASE_S);
	return true;
}

static void forget_claimed(struct courier *courier)
{
	while (courier->claimed != NULL)
		delivery_free(delivery_pop(&courier->claimed));
	courier->n_claimed = 0;
}

static bool take_claim(void *context, const struct rows *rows, struct err *err)
{
	struct courier *courier = context;

	(void)err;
	forget_claimed(courier); /* of a run before */
	courier->n_claimed = rows_count(rows);
	/* The last first, so that the list is in their order. */
	for (size_t i = courier->n_claimed; i-- > 0;)
		delivery_push(&courier->claimed, delivery_read(courier, rows, i));
	return true;
}

static const struct step claim_steps[] = {
	{ .statement = "begin" },
	{ .statement = "commit_without_waiting" },
	{ .statement = "claim_notices", .bind = bind_claim, .take = take_claim },
	{ .statement = "commit" },
};

static const struct script claim_script = {
	.name = "claim notices",
	.steps = claim_steps,
	.n_steps = sizeof claim_steps / sizeof *claim_steps,
	.deadline_us = (int64_t)SCRIPT_S * USEC_PER_SEC,
};

/* ---- Send -------------------------------------------------------------------------------------- */

/* A log line when a way begins to fail and when it does no longer. */
static void tell_change(struct courier *courier, const struct delivery *delivery)
{
	struct way *way = way_find(courier, delivery);
	bool fails = delivery->why != NULL;
	const char *name = *delivery->notice.recipient != '\0' ? delivery->notice.recipient
							       : delivery->notice.channel;

	if (fails && !way->is_failing)
		log_warning("notices wait in the outbox: %s: %s", name, delivery->said);
	if (!fails && way->is_failing)
		log_notice("%s takes notices again", name);
	way->is_failing = fails;
}

static void end_delivery(struct delivery *delivery)
{
	struct courier *courier = delivery->courier;

	if (delivery->why == NULL)
		delivery->lane->sent++;
	else
		delivery->lane->failed++;
	tell_change(courier, delivery);
	delivery_push(&courier->ended, delivery);
}

/* Others to the same receiver wait as long: it is not asked by each of them. */
static void fail(struct delivery *delivery, const char *why, int64_t least_s)
{
	int64_t wait_s = notice_backoff_s(&delivery->notice);

	delivery->why = arena_strdup(&delivery->arena, why);
	delivery->wait_s = (int32_t)(wait_s < least_s ? least_s : wait_s);
}

static void on_sent(void *context, const struct outgoing_end *end)
{
	enum { GONE = 410, PAUSE_S = 5 };
	struct delivery *delivery = context;
	struct way *way = way_find(delivery->courier, delivery);
	int64_t asked_s = end->retry_after_s < RETRY_AFTER_MOST_S ? end->retry_after_s
								  : RETRY_AFTER_MOST_S;

	delivery_remove(&delivery->courier->sending, delivery);
	if (!end->taken) {
		fail(delivery, end->why, asked_s);
		delivery->said = delivery->why;
		way->resume_us = clock_monotonic_us() +
				 (asked_s > PAUSE_S ? asked_s : PAUSE_S) * USEC_PER_SEC;
	}
	if (end->status == GONE) {
		delivery->ends_subscription = true;
		delivery->why = "gone";
		delivery->said = "gone: it ended its subscription";
		delivery->wait_s = -1;
	}
	end_delivery(delivery);
	mark_begin(delivery->courier);
}

static void start_near(struct delivery *delivery)
{
	struct err err = { 0 };

	if (!delivery->lane->channel->send(&delivery->lane->to, &delivery->notice, &err)) {
		fail(delivery, err_kind_name(err.kind), 0);
		delivery->said = arena_strdup(&delivery->arena, err.text);
	}
	end_delivery(delivery);
}

static void start_far(struct delivery *delivery)
{
	struct courier *courier = delivery->courier;
	int64_t rest_us = way_find(courier, delivery)->resume_us - clock_monotonic_us();
	const char *why;

	if (delivery->is_gone) {
		delivery->why = delivery->said = "gone";
		delivery->wait_s = -1;
		end_delivery(delivery);
	} else if (rest_us > 0) {
		delivery->is_put_off = true;
		delivery->why = delivery->said = "it failed a moment ago";
		delivery->wait_s = (int32_t)(rest_us / USEC_PER_SEC + 1);
		delivery_push(&courier->ended, delivery);
	} else if (delivery->lane->channel->start(courier->ways, &delivery->notice, on_sent,
						  delivery, &why)) {
		delivery_push(&courier->sending, delivery);
	} else {
		fail(delivery, why, 0);
		delivery->said = delivery->why;
		end_delivery(delivery);
	}
}

static void on_claimed(void *context, const struct script_end *end)
{
	struct courier *courier = context;
	bool full = courier->n_claimed == courier->n_asked;

	courier->is_claiming = false;
	if (end->err != NULL) {
		if (!courier->store_fails)
			log_warning("the outbox cannot be read now, notices wait in it: %s",
				    end->err->text);
		forget_claimed(courier);
	}
	courier->store_fails = end->err != NULL;
	courier->again = courier->again || (end->err == NULL && full);
	courier->n_under_way += (unsigned)courier->n_claimed;
	courier->n_claimed = 0;
	while (courier->claimed != NULL) {
		struct delivery *delivery = delivery_pop(&courier->claimed);

		delivery->lane = courier_lane(courier, delivery->notice.channel);
		if (delivery->lane->channel->send != NULL)
			start_near(delivery);
		else
			start_far(delivery);
	}
	mark_begin(courier);
	if (courier->again && end->err == NULL)
		claim_begin(courier);
}

static void claim_begin(struct courier *courier)
{
	if (courier->is_stopped || !store_is_up(courier->store))
		return;
	courier->again = true;
	if (courier->is_claiming || courier->n_under_way == courier->hands)
		return;
	courier->again = false;
	courier->is_claiming = true;
	courier->n_asked = courier->hands - courier->n_under_way;
	store_run(courier->store, &claim_script, courier, on_claimed);
}

/* ---- Mark -------------------------------------------------------------------------------------- */

/* Those of a script that failed keep their lease: they are sent again when it has passed. */
static void on_marked(void *context, const struct script_end *end)
{
	struct courier *courier = context;

	if (end->err != NULL)
		log_warning("what became of notices cannot be noted now, they will be sent again: "
			    "%s",
			    end->err->text);
	while (courier->marked != NULL) {
		delivery_free(delivery_pop(&courier->marked));
		courier->n_under_way--;
	}
	courier->n_texts = 0;
	arena_done(&courier->marks);
	courier->is_marking = false;
	mark_begin(courier);
	if (courier->again)
		claim_begin(courier);
}

static void mark_begin(struct courier *courier)
{
	if (courier->is_marking || courier->ended == NULL)
		return;
	courier->marked = courier->ended;
	courier->ended = NULL;
	courier->is_marking = true;
	store_run(courier->store, &courier_mark, courier, on_marked);
}

/* ---- Life -------------------------------------------------------------------------------------- */

struct courier *courier_new(const struct courier_options *options)
{
	struct courier *courier = mem_new(1, sizeof *courier);

	*courier = (struct courier){ .store = options->store,
				     .ways = options->ways,
				     .lanes = options->lanes,
				     .n_lanes = options->n_lanes,
				     .hands = options->hands };
	arena_init(&courier->marks);
	return courier;
}

void courier_free(struct courier *courier)
{
	struct delivery **lists[] = { &courier->claimed, &courier->sending, &courier->ended,
				      &courier->marked };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		while (*lists[i] != NULL)
			delivery_free(delivery_pop(lists[i]));
	arena_done(&courier->marks);
	ways_forget(courier);
	mem_free(courier);
}

bool courier_is_busy(const struct courier *courier)
{
	return courier->is_claiming || courier->is_marking || courier->n_under_way > 0;
}

void courier_wake(struct courier *courier)
{
	claim_begin(courier);
}

void courier_stop(struct courier *courier)
{
	courier->is_stopped = true;
}
