/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/decide.h"

#include <string.h>

#include "ask.h"

/*
 * POST /v1/alerts/{id}/acknowledge and /decisions, and /v1/decisions for the alerts of brothers and
 * sisters: a person's words to casework/decide.h, and what it says back to them.
 */

struct order {
	struct decide_order order;
	struct decide_alert alerts[DECIDE_ALERTS_MOST];
	struct action_order actions[DECIDE_ACTIONS_MOST];
};

/* ---- What came of it ---- */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return at_us == 0 ? json_null() : json_string(time_format(at_us / 1000000 * 1000000, text));
}

static json_t *text_json(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *news_json(const struct decide_answer *answer)
{
	json_t *news = json_array();

	for (size_t i = 0; i < answer->n_news; i++) {
		const struct decide_news *one = &answer->news[i];

		json_array_append_new(
			news, json_pack("{s:I, s:I, s:o, s:b, s:s, s:s, s:s}", "alert",
					(json_int_t)one->alert, "contact", (json_int_t)one->contact,
					"occurred_at", time_json(one->occurred_us), "whole_day",
					one->whole_day, "agency", one->agency, "category",
					one->category, "grade", one->grade));
	}
	return news;
}

static json_t *found_json(const struct decide_answer *answer)
{
	json_t *list = json_array();

	for (size_t i = 0; i < answer->n_found; i++) {
		const struct decide_found *found = &answer->found[i];

		if (found->state == NULL)
			continue;
		json_array_append_new(
			list, json_pack("{s:I, s:s, s:i, s:i, s:o, s:o, s:o, s:o, s:o}", "id",
					(json_int_t)found->alert, "state", found->state,
					"evidence_version", (int)found->evidence_version,
					"incidents", (int)found->incidents, "acknowledged_by",
					text_json(found->acknowledged_by), "outcome",
					text_json(found->decided_outcome), "decided_by",
					text_json(found->decided_by), "decided_at",
					time_json(found->decided_us), "rises_again",
					text_json(found->again)));
	}
	return list;
}

/* A conflict tells what changed: the problem document has the alerts as they are, and what is new. */
static void refuse(struct ask *ask, const struct decide_answer *answer)
{
	static const enum problem_kind kinds[] = {
		[DECIDE_WRONG] = PROBLEM_REFUSED,       [DECIDE_NOT_FOUND] = PROBLEM_NOT_FOUND,
		[DECIDE_SETTLED] = PROBLEM_CONFLICT,    [DECIDE_NEWER] = PROBLEM_CONFLICT,
		[DECIDE_NOT_FRESH] = PROBLEM_FORBIDDEN, [DECIDE_CLOSED] = PROBLEM_FORBIDDEN,
	};

	if (answer->status == DECIDE_WRONG) {
		ask_note_at(ask, answer->pointer, "%s", answer->detail);
		ask_answer_problem(ask);
		return;
	}
	ask_note(ask, kinds[answer->status], "%s", answer->detail);
	if (answer->status == DECIDE_CLOSED) {
		ask->children = answer->found[0].children;
		ask->n_children = answer->found[0].n_children;
		ask->alert = answer->found[0].alert;
		ask_answer_closed(ask);
		return;
	}
	if (ask->problem.kind != PROBLEM_CONFLICT) {
		ask_answer_problem(ask);
		return;
	}
	json_t *problem = problem_json(&ask->problem);

	json_object_set_new(problem, "alerts", found_json(answer));
	json_object_set_new(problem, "news", news_json(answer));
	request_add_header(ask->request, "Content-Type", "application/problem+json");
	ask_answer_json(ask, problem_status(PROBLEM_CONFLICT), problem);
}

static void on_done(void *context, const struct err *err, const struct decide_answer *answer)
{
	struct ask *ask = context;

	if (err != NULL)
		ask_fail(ask, err);
	else if (answer->status != DECIDE_DONE)
		refuse(ask, answer);
	else
		ask_answer_json(ask, 200, json_pack("{s:o}", "alerts", found_json(answer)));
}

static struct order *order_new(struct ask *ask)
{
	struct order *order = arena_new(ask->arena, 1, sizeof *order);

	order->order = (struct decide_order){
		.alerts = order->alerts,
		.actions = order->actions,
		.person = ask->who.name,
		.actor = arena_printf(ask->arena, "user:%s", ask->who.name),
		.is_on_duty = (ask->who.roles & ROLE_DUTY) != 0,
	};
	return order;
}

/* ---- Acknowledging ---- */

static void serve_acknowledge(struct ask *ask)
{
	struct order *order = order_new(ask);

	if (!ask_path_id(ask))
		return;
	order->alerts[0].alert = ask->id;
	order->order.n_alerts = 1;
	decide_acknowledge(ask->people->store, ask->people->rulesets, &order->order, ask->arena,
			   on_done, ask);
}

void acknowledge_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_acknowledge };

	ask_begin(context, request, &errand);
}

/* ---- Deciding ---- */

static const char *member(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

/* What is missing or no text is left empty: casework says what to write. */
static void read_action(const json_t *json, struct action_order *ret)
{
	*ret = (struct action_order){
		.what = member(json, "what"),
		.owner = member(json, "owner"),
		.agency = member(json, "agency"),
		.contingency = member(json, "contingency"),
		.due_day = INT32_MIN,
	};
	date_parse(member(json, "due"), &ret->due_day);
}

static bool read_actions(struct ask *ask, struct order *order)
{
	const json_t *list = json_object_get(ask->body, "actions");

	if (list == NULL || json_is_null(list))
		return true;
	if (!json_is_array(list) || json_array_size(list) > DECIDE_ACTIONS_MOST)
		return ask_note_at(ask, "/actions", "actions is a list of %d at most",
				   DECIDE_ACTIONS_MOST);
	order->order.n_actions = json_array_size(list);
	for (size_t i = 0; i < order->order.n_actions; i++)
		read_action(json_array_get(list, i), &order->actions[i]);
	return true;
}

static bool read_version(struct ask *ask, const json_t *object, const char *pointer,
			 struct decide_alert *ret)
{
	const json_t *version = json_object_get(object, "evidence_version");

	if (!json_is_integer(version) || json_integer_value(version) < 1 ||
	    json_integer_value(version) > INT32_MAX)
		return ask_note_at(ask, pointer,
				   "evidence_version is the one that was on the screen");
	ret->evidence_version = (int32_t)json_integer_value(version);
	return true;
}

/* [ { "id": …, "evidence_version": … }, … ] */
static bool read_alerts(struct ask *ask, struct order *order)
{
	const json_t *list = json_object_get(ask->body, "alerts");

	if (!json_is_array(list) || json_array_size(list) < 1 ||
	    json_array_size(list) > DECIDE_ALERTS_MOST)
		return ask_note_at(ask, "/alerts", "alerts is a list of 1 to %d",
				   DECIDE_ALERTS_MOST);
	order->order.n_alerts = json_array_size(list);
	for (size_t i = 0; i < order->order.n_alerts; i++) {
		const json_t *one = json_array_get(list, i);
		const json_t *id = json_object_get(one, "id");

		if (!json_is_integer(id) || json_integer_value(id) < 1)
			return ask_note_at(ask, arena_printf(ask->arena, "/alerts/%zu/id", i),
					   "id is the number of an alert");
		order->alerts[i].alert = json_integer_value(id);
		if (!read_version(ask, one,
				  arena_printf(ask->arena, "/alerts/%zu/evidence_version", i),
				  &order->alerts[i]))
			return false;
	}
	return true;
}

static void decide(struct ask *ask, struct order *order)
{
	order->order.outcome = member(ask->body, "outcome");
	order->order.rationale = member(ask->body, "rationale");
	order->order.dry_run = json_is_true(json_object_get(ask->body, "dry_run"));
	if (read_actions(ask, order))
		decide_alerts(ask->people->store, ask->people->rulesets, &order->order, ask->arena,
			      on_done, ask);
	else
		ask_answer_problem(ask);
}

static void serve_decide_one(struct ask *ask)
{
	struct order *order = order_new(ask);

	if (!ask_path_id(ask))
		return;
	order->alerts[0].alert = ask->id;
	order->order.n_alerts = 1;
	if (read_version(ask, ask->body, "/evidence_version", &order->alerts[0]))
		decide(ask, order);
	else
		ask_answer_problem(ask);
}

void decide_one_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER, true, serve_decide_one };

	ask_begin(context, request, &errand);
}

static void serve_decide_several(struct ask *ask)
{
	struct order *order = order_new(ask);

	if (read_alerts(ask, order))
		decide(ask, order);
	else
		ask_answer_problem(ask);
}

void decide_several_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER, true, serve_decide_several };

	ask_begin(context, request, &errand);
}
