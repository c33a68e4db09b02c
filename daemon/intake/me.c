/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers.h"

#include "net/problem.h"
#include "net/schemas.h"
#include "sender.h"
#include "store/params.h"
#include "store/rows.h"

/* Who asks, the table of routes, and GET /v1/senders/me: what a sender may know of itself. */

const struct sender *handlers_sender(struct intake *intake, struct request *request)
{
	const struct sender *sender = sender_find(intake->settings, request_peer(request),
						  request_token(request));
	struct problem problem;

	if (sender != NULL)
		return sender;
	intake->unauthenticated++;
	problem_set(&problem, PROBLEM_UNAUTHENTICATED,
		    "show a client certificate or a bearer token that belongs to a sender");
	request_reply_problem(request, &problem);
	return NULL;
}

struct asked {
	struct intake *intake;
	struct request *request;
	const char *sender;
	json_t *answer;
};

static bool bind_sender(void *context, struct params *params)
{
	const struct asked *asked = context;

	params_text(params, asked->sender);
	return true;
}

static json_t *time_or_null(const struct rows *rows, int column)
{
	char text[32];

	if (rows_is_null(rows, 0, column))
		return json_null();
	return json_string(time_format(rows_time(rows, 0, column), text));
}

static bool take_figures(void *context, const struct rows *rows, struct err *err)
{
	struct asked *asked = context;
	const struct tally *tally = intake_tally(asked->intake, asked->sender);

	(void)err;
	json_decref(asked->answer); /* of a run before */
	asked->answer = json_pack(
		"{s:s, s:{s:I, s:I, s:o}, s:{s:I, s:I, s:I, s:o}, s:{s:I, s:I, s:I, s:I, s:I, "
		"s:I}}",
		"sender", asked->sender, "recorded", "last_24_hours",
		(json_int_t)rows_int8(rows, 0, 0), "last_30_days",
		(json_int_t)rows_int8(rows, 0, 1), "last_at", time_or_null(rows, 2), "refused",
		"kept", (json_int_t)rows_int8(rows, 0, 3), "replayed",
		(json_int_t)rows_int8(rows, 0, 4), "discarded", (json_int_t)rows_int8(rows, 0, 5),
		"last_at", time_or_null(rows, 6), "since_start", "recorded",
		(json_int_t)tally->recorded, "duplicate", (json_int_t)tally->duplicates, "refused",
		(json_int_t)tally->refused, "put_off", (json_int_t)tally->put_off, "malformed",
		(json_int_t)tally->malformed, "limited", (json_int_t)tally->limited);
	return true;
}

static const struct step steps[] = {
	{ "sender_figures", bind_sender, take_figures, 0 },
};

static const struct script script = {
	.name = "figures of a sender",
	.steps = steps,
	.n_steps = sizeof steps / sizeof *steps,
	.deadline_us = 10 * INT64_C(1000000),
};

static void on_figures(void *context, const struct script_end *end)
{
	struct asked *asked = context;
	struct intake *intake = asked->intake;
	struct problem problem;

	if (end->err == NULL) {
		request_reply_json(asked->request, 200, asked->answer);
	} else {
		json_decref(asked->answer);
		problem_from_err(&problem, end->err);
		problem.retry_after_s = 2;
		request_reply_problem(asked->request, &problem);
	}
	intake_release(intake);
}

void get_sender(void *context, struct request *request)
{
	struct intake *intake = context;
	const struct sender *sender = handlers_sender(intake, request);

	if (sender == NULL)
		return;
	struct asked *asked = arena_new(request_arena(request), 1, sizeof *asked);

	*asked = (struct asked){ intake, request, sender->name, NULL };
	intake_hold(intake);
	store_run(intake->store, &script, asked, on_figures);
}

const struct route *intake_routes(size_t *ret_n)
{
	static const struct route routes[] = {
		{ "/v1/events", METHOD_POST, post_events },
		{ "/v1/senders/me", METHOD_GET, get_sender },
		{ "/v1/senders/me/feedback", METHOD_GET, get_feedback },
		{ "/schemas/", METHOD_GET, schemas_list },
		{ "/schemas/{}", METHOD_GET, schemas_serve },
	};

	*ret_n = sizeof routes / sizeof *routes;
	return routes;
}
