/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "keep.h"
#include "net/cloudevents.h"
#include "net/problem.h"
#include "sender.h"

/*
 * POST /v1/events. The request stays open until its events are committed, or what was refused of
 * them is kept.
 */

enum { RETRY_AFTER_SECONDS = 2 };

/* ---- Answers -------------------------------------------------------------------------------------- */

static void reply_later(struct request *request, const char *detail)
{
	struct problem problem;

	problem_set(&problem, PROBLEM_UNAVAILABLE, "%s", detail);
	problem.retry_after_s = RETRY_AFTER_SECONDS;
	request_reply_problem(request, &problem);
}

/* A problem document that has the receipts as well, so that a sender finds each event's own errors. */
static void reply_refused(struct request *request, const struct parcel *parcel,
			  const struct problem *problem)
{
	json_t *document = problem_json(problem), *receipts = parcel_receipts(parcel);

	json_object_update(document, receipts);
	char *text = json_dumps(document, JSON_COMPACT);

	request_reply(request, problem_status(problem->kind), "application/problem+json", text,
		      text != NULL ? strlen(text) : 0);
	free(text);
	json_decref(receipts);
	json_decref(document);
}

static void reply_one_refused(struct request *request, const struct parcel *parcel)
{
	static const struct {
		enum problem_kind kind;
		const char *detail;
	} rows[] = {
		[LETTER_REFUSED] = { PROBLEM_REFUSED, "the event was refused and is kept; mend "
						      "what the errors name" },
		[LETTER_FORBIDDEN] = { PROBLEM_FORBIDDEN, "the event was refused and is kept: this "
							  "sender may not send "
							  "it" },
		[LETTER_CONFLICT] = { PROBLEM_CONFLICT,
				      "the event was refused and is kept: its source and id are "
				      "taken" },
	};
	const struct letter *letter = &parcel->letters[0];
	struct problem problem;

	problem_set(&problem, rows[letter->status].kind, "%s", rows[letter->status].detail);
	problem.errors = letter->accepted.errors.list;
	problem.n_errors = letter->accepted.errors.n;
	reply_refused(request, parcel, &problem);
}

static void reply_parcel(struct request *request, const struct parcel *parcel, bool dry_run)
{
	size_t refused = 0;
	struct problem problem;

	for (size_t i = 0; i < parcel->n; i++)
		refused += letter_is_refused(&parcel->letters[i]);
	if (parcel_count(parcel, LETTER_LATER) > 0) {
		reply_later(request, "not everything could be stored; send the same again");
	} else if (refused > 0 && !parcel->is_batch) {
		reply_one_refused(request, parcel);
	} else if (refused == parcel->n) {
		problem_set(&problem, PROBLEM_REFUSED,
			    "every event of the batch was refused; the receipts say why");
		reply_refused(request, parcel, &problem);
	} else {
		json_t *answer = parcel_receipts(parcel);

		if (dry_run)
			json_object_set_new(answer, "dry_run", json_true());
		request_reply_json(request, 200, answer);
	}
}

/* ---- A request that cannot be read ----------------------------------------------------------------- */

struct unreadable {
	struct intake *intake;
	struct request *request;
	struct problem problem;
	struct refusal refusal;
	struct event_problems errors;
};

static void on_unreadable_kept(void *context, const struct err *err)
{
	struct unreadable *unreadable = context;
	struct request *request = unreadable->request;
	struct intake *intake = unreadable->intake;

	if (err != NULL) {
		log_error("what sender %s sent could not be read, and could not be kept: %s",
			  unreadable->refusal.sender, err->text);
		reply_later(request, "send the same again");
	} else {
		log_warning("sender %s: a request that cannot be read was refused and kept; see "
			    "`concernctl refused list`",
			    unreadable->refusal.sender);
		request_reply_problem(request, &unreadable->problem);
	}
	intake_release(intake);
}

static void keep_unreadable(struct intake *intake, struct request *request,
			    const struct sender *sender, const struct problem *problem)
{
	struct arena *arena = request_arena(request);
	struct unreadable *unreadable = arena_new(arena, 1, sizeof *unreadable);
	const char *type = request_header(request, "Content-Type");

	unreadable->intake = intake;
	unreadable->request = request;
	unreadable->problem = *problem;
	event_problem(&unreadable->errors, arena, "", problem->detail);
	unreadable->refusal = (struct refusal){ .sender = sender->name,
						.content_type = type != NULL ? type : "",
						.errors = &unreadable->errors };
	unreadable->refusal.body = request_body(request, &unreadable->refusal.length);
	intake_tally(intake, sender->name)->malformed++;
	intake_hold(intake);
	keep_refusals(intake->store, &unreadable->refusal, 1, on_unreadable_kept, unreadable);
}

/* ---- A request with events ------------------------------------------------------------------------- */

struct posted {
	struct intake *intake;
	struct request *request;
};

static void on_settled(struct parcel *parcel)
{
	struct posted *posted = parcel->context;
	struct intake *intake = posted->intake;

	intake_count_parcel(intake, parcel);
	reply_parcel(posted->request, parcel, false);
	parcel_free(parcel);
	intake_release(intake);
}

/* The body itself, where it is one event as it stands. */
static const char *single_text(struct request *request, bool is_batch)
{
	const char *type = request_header(request, "Content-Type");
	size_t length;
	const char *body = request_body(request, &length);

	if (is_batch || strncasecmp(type, "application/cloudevents", 23) != 0)
		return NULL;
	return strlen(body) == length ? body : NULL;
}

static struct parcel *read_parcel(struct intake *intake, struct request *request,
				  const struct sender *sender, const json_t *events, bool is_batch)
{
	const struct ruleset *ruleset = rulesets_newest(intake->rulesets, NULL);
	struct parcel *parcel = parcel_new(sender, json_array_size(events));
	int64_t now_us = clock_now_us();

	parcel->is_batch = is_batch;
	for (size_t i = 0; i < parcel->n; i++)
		parcel_read(parcel, i, json_array_get(events, i), single_text(request, is_batch),
			    intake->settings, ruleset, now_us);
	return parcel;
}

/* Answers what cannot be taken now; true if it did. */
static bool put_off(struct intake *intake, struct request *request, const struct sender *sender,
		    size_t n)
{
	struct tally *tally = intake_tally(intake, sender->name);
	struct problem problem;

	if (!intake_is_ready(intake)) {
		reply_later(request, "not ready to take events; send the same again");
		return true;
	}
	int wait_s = sender_limit(tally, sender, n, clock_monotonic_us());

	if (wait_s > 0) {
		tally->limited++;
		problem_set(&problem, PROBLEM_TOO_MANY,
			    "more than this sender may send at once; send the same later");
		problem.retry_after_s = wait_s;
		request_reply_problem(request, &problem);
		return true;
	}
	if (!queue_has_room(&intake->queue, n)) {
		tally->put_off += n;
		reply_later(request, "too much waits to be stored; send the same again");
		return true;
	}
	return false;
}

static void take_events(struct intake *intake, struct request *request, const struct sender *sender,
			const json_t *events, bool is_batch)
{
	const char *dry_run = request_param(request, "dry-run");

	if (put_off(intake, request, sender, json_array_size(events)))
		return;
	struct parcel *parcel = read_parcel(intake, request, sender, events, is_batch);

	if (dry_run != NULL && strcmp(dry_run, "0") != 0) {
		for (size_t i = 0; i < parcel->n; i++)
			if (parcel->letters[i].status == LETTER_OPEN)
				parcel->letters[i].status = LETTER_RECORDED;
		reply_parcel(request, parcel, true);
		parcel_free(parcel);
		return;
	}
	struct posted *posted = arena_new(request_arena(request), 1, sizeof *posted);

	*posted = (struct posted){ intake, request };
	parcel->context = posted;
	parcel->done = on_settled;
	intake_hold(intake);
	queue_add(&intake->queue, parcel);
}

void post_events(void *context, struct request *request)
{
	struct intake *intake = context;
	const struct sender *sender = handlers_sender(intake, request);
	struct problem problem;
	json_t *events;
	bool is_batch;

	if (sender == NULL)
		return;
	if (!store_is_up(intake->store)) { /* nothing could be stored, what is refused neither */
		reply_later(request, "the database cannot be reached; send the same again");
		return;
	}
	if (!cloudevents_read_request(request, &events, &is_batch, &problem)) {
		keep_unreadable(intake, request, sender, &problem);
		return;
	}
	if (json_array_size(events) > (size_t)intake->settings->batch_events) {
		problem_set(&problem, PROBLEM_TOO_LARGE, "send at most %d events at once",
			    intake->settings->batch_events);
		keep_unreadable(intake, request, sender, &problem);
	} else {
		take_events(intake, request, sender, events, is_batch);
	}
	json_decref(events);
}
