/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "net/problem.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * GET /v1/senders/me/feedback: what was decided on the contacts of a sender. It asks with the cursor of
 * the page before, which says that that page has arrived.
 */

enum { PAGE_STANDARD = 100, PAGE_MOST = 1000 };

struct asked {
	struct intake *intake;
	struct request *request;
	const char *sender;
	int64_t after, limit, last;
	json_t *list;
};

static bool bind_fetched(void *context, struct params *params)
{
	const struct asked *asked = context;

	if (asked->after == 0)
		return false;
	params_text(params, asked->sender);
	params_int8(params, asked->after);
	return true;
}

static bool bind_page(void *context, struct params *params)
{
	const struct asked *asked = context;

	params_text(params, asked->sender);
	params_int8(params, asked->after);
	params_int4(params, (int32_t)asked->limit);
	return true;
}

static json_t *item_of(const struct asked *asked, const struct rows *rows, size_t row)
{
	const char *ask = asked->intake->settings->notify.feedback_ask;
	const char *outcome = rows_text(rows, row, 5);
	char at[32];
	json_t *item = json_pack("{s:s, s:{s:s, s:s}, s:s, s:s}", "reference",
				 rows_text(rows, row, 3), "contact", "source",
				 rows_text(rows, row, 1), "id", rows_text(rows, row, 2), "status",
				 outcome != NULL ? "decided" : "received", "decided_at",
				 time_format(rows_time(rows, row, 6), at));

	if (outcome != NULL)
		json_object_set_new(item, "outcome", json_string(outcome));
	if (*ask != '\0')
		json_object_set_new(item, "ask", json_string(ask));
	return item;
}

static bool take_page(void *context, const struct rows *rows, struct err *err)
{
	struct asked *asked = context;

	(void)err;
	json_decref(asked->list); /* of a run before */
	asked->list = json_array();
	asked->last = asked->after;
	for (size_t i = 0; i < rows_count(rows); i++) {
		json_array_append_new(asked->list, item_of(asked, rows, i));
		asked->last = rows_int8(rows, i, 0);
	}
	return true;
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "fetch_feedback", bind_fetched, NULL, 0 },
	{ "page_feedback", bind_page, take_page, 0 },
	{ "commit", NULL, NULL, 0 },
};

static const struct script script = {
	.name = "feedback for a sender",
	.steps = steps,
	.n_steps = sizeof steps / sizeof *steps,
	.deadline_us = 10 * INT64_C(1000000),
};

static void on_page(void *context, const struct script_end *end)
{
	struct asked *asked = context;
	struct intake *intake = asked->intake;
	struct problem problem;

	if (end->err == NULL) {
		request_reply_json(asked->request, 200,
				   json_pack("{s:o, s:I}", "feedback", asked->list, "next",
					     (json_int_t)asked->last));
	} else {
		json_decref(asked->list);
		problem_from_err(&problem, end->err);
		problem.retry_after_s = 2;
		request_reply_problem(asked->request, &problem);
	}
	intake_release(intake);
}

/* A parameter that is a number from low to high; false, answered 400, for any other text. */
static bool read_number(struct request *request, const char *name, int64_t low, int64_t high,
			int64_t *ret)
{
	const char *text = request_param(request, name);
	struct problem problem;
	char *end;

	if (text == NULL)
		return true;
	*ret = strtoll(text, &end, 10);
	if (*text != '\0' && *end == '\0' && *ret >= low && *ret <= high)
		return true;
	problem_set(&problem, PROBLEM_MALFORMED, "%s is a number from %lld to %lld", name,
		    (long long)low, (long long)high);
	request_reply_problem(request, &problem);
	return false;
}

void get_feedback(void *context, struct request *request)
{
	struct intake *intake = context;
	const struct sender *sender = handlers_sender(intake, request);
	struct asked asked = { .intake = intake, .request = request, .limit = PAGE_STANDARD };

	if (sender == NULL || !read_number(request, "after", 0, INT64_MAX, &asked.after) ||
	    !read_number(request, "limit", 1, PAGE_MOST, &asked.limit))
		return;
	struct asked *kept = arena_new(request_arena(request), 1, sizeof *kept);

	asked.sender = sender->name;
	*kept = asked;
	intake_hold(intake);
	store_run(intake->store, &script, kept, on_page);
}
