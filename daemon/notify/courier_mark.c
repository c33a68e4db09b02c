/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "casework/ops.h"
#include "courier_private.h"
#include "store/params.h"

/* What became of the notices of a courier that ended, in one transaction: sent, to be tried again, or
 * given up, which ops are told. */

enum { SCRIPT_S = 20 };

struct lane *courier_lane(const struct courier *courier, const char *channel)
{
	for (size_t i = 0; i < courier->n_lanes; i++)
		if (strcmp(courier->lanes[i].channel->name, channel) == 0)
			return &courier->lanes[i];
	return NULL;
}

static bool was_sent(const struct delivery *delivery)
{
	return delivery->why == NULL;
}

static bool was_not_sent(const struct delivery *delivery)
{
	return delivery->why != NULL;
}

static bool ended_now(const struct delivery *delivery)
{
	return delivery->ends_subscription;
}

static size_t count(const struct courier *courier, bool (*is_of)(const struct delivery *delivery))
{
	size_t n = 0;

	for (const struct delivery *at = courier->marked; at != NULL; at = at->next)
		n += is_of(at);
	return n;
}

/* One array of the deliveries that are of a kind. */
#define ADD_EACH(type, n, is_of, add)                                                        \
	do {                                                                                 \
		params_array(params, PARAM_##type, n);                                       \
		for (const struct delivery *at = courier->marked; at != NULL; at = at->next) \
			if (is_of(at))                                                       \
				add;                                                         \
	} while (0)

static bool bind_sent(void *context, struct params *params)
{
	const struct courier *courier = context;
	size_t n = count(courier, was_sent);

	if (n == 0)
		return false;
	ADD_EACH(INT8, n, was_sent, params_add_int8(params, at->notice.id));
	return true;
}

static bool bind_failed(void *context, struct params *params)
{
	const struct courier *courier = context;
	const struct settings *settings = courier->ways->settings;
	size_t n = count(courier, was_not_sent);

	if (n == 0)
		return false;
	ADD_EACH(INT8, n, was_not_sent, params_add_int8(params, at->notice.id));
	ADD_EACH(INT4, n, was_not_sent, params_add_int4(params, at->wait_s));
	ADD_EACH(TEXT, n, was_not_sent, params_add_text(params, at->is_put_off ? NULL : at->why));
	params_int8(params, settings != NULL ? settings->notify.give_up_after.n / USEC_PER_SEC
					     : INT64_C(5) * 24 * 3600);
	return true;
}

/* A notice of ops that is given up is told in the log alone: else it would bring forth another. */
static bool take_given_up(void *context, const struct rows *rows, struct err *err)
{
	struct courier *courier = context;

	(void)err;
	courier->n_texts = 0;
	courier->texts = arena_new(&courier->marks, rows_count(rows), sizeof *courier->texts);
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *recipient = rows_text(rows, i, 3);
		const char *text = arena_printf(
			&courier->marks,
			"notice %" PRId64 " to %s was given up (%s): see to it, then `concernctl "
			"outbox retry %" PRId64 "`",
			rows_int8(rows, i, 0),
			*recipient != '\0' ? recipient : rows_text(rows, i, 2),
			rows_text(rows, i, 4), rows_int8(rows, i, 0));

		log_error("%s", text);
		courier_lane(courier, rows_text(rows, i, 2))->given_up++;
		if (strcmp(rows_text(rows, i, 1), "ops") != 0)
			courier->texts[courier->n_texts++] = text;
	}
	return true;
}

static bool bind_ops(void *context, struct params *params)
{
	const struct courier *courier = context;

	return ops_bind(params, courier->ways->settings, courier->texts, courier->n_texts);
}

static bool bind_ends(void *context, struct params *params)
{
	const struct courier *courier = context;
	size_t n = count(courier, ended_now);

	if (n == 0)
		return false;
	ADD_EACH(TEXT, n, ended_now, params_add_text(params, at->notice.recipient));
	ADD_EACH(BYTES, n, ended_now,
		 params_add_bytes(params, at->address_hash, ADDRESS_HASH_BYTES));
	return true;
}

static const struct step mark_steps[] = {
	{ .statement = "begin" },
	{ .statement = "commit_without_waiting" },
	{ .statement = "mark_notices_sent", .bind = bind_sent },
	{ .statement = "end_subscriptions", .bind = bind_ends },
	{ .statement = "mark_notices_failed",
	  .bind = bind_failed,
	  .take = take_given_up,
	  .flags = STEP_WAIT },
	{ .statement = "insert_ops_notices", .bind = bind_ops },
	{ .statement = "commit" },
};

const struct script courier_mark = {
	.name = "mark notices",
	.steps = mark_steps,
	.n_steps = sizeof mark_steps / sizeof *mark_steps,
	.deadline_us = (int64_t)SCRIPT_S * USEC_PER_SEC,
};
