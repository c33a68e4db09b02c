/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "casework/audit.h"
#include "casework/identity.h"
#include "casework/rationale.h"
#include "identity/weights.h"
#include "list.h"

/* /v1/identity/reviews: records that may be one child, for a person to say. */

enum { SCRIPT_S = 20 };

struct filter {
	bool is_open;
	struct list_page page;
};

static bool read_filter(struct ask *ask, struct filter *filter)
{
	static const char *const states[] = { "open", "all", NULL };
	const char *state;

	if (!list_word(ask, "state", states, &state))
		return false;
	filter->is_open = strcmp(state, "open") == 0;
	return list_read_page(ask, &filter->page);
}

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_bool(params, filter->is_open);
	list_add_place(&filter->page, params);
	params_int4(params, (int32_t)filter->page.most);
	ask_add_reader(ask, params);
	return true;
}

static void serve_list(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_reviews", bind_list, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list doubts for a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	ask->part = filter;
	ask->action = "reviews-listed";
	if (read_filter(ask, filter))
		ask_run(ask, &script, ask_answer);
	else
		ask_answer_problem(ask);
}

void reviews_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_list };

	ask_begin(context, request, &errand);
}

/* ---- One of them ---- */

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no doubt of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	if (!rows_bool(rows, 0, 1))
		return true;
	ask_note(ask, PROBLEM_FORBIDDEN,
		 "one of the two is of a restricted family: ask those who are named for it, or the "
		 "duty manager");
	return ask_stop(ask, err);
}

static bool bind_review(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	return true;
}

/* What a field's level is worth, by the table in force; false if that has no such word. */
static bool worth(const struct weights *weights, const char *field, const char *level,
		  double *ret_bits)
{
	for (int f = 0; f < FIELDS; f++)
		for (int l = 0; strcmp(weights_field_name((enum field)f), field) == 0 && l < LEVELS;
		     l++) {
			const char *name = weights_level_name((enum field)f, l);

			if (name == NULL || strcmp(name, level) != 0)
				continue;
			*ret_bits = weights->bits[f][l];
			return true;
		}
	return false;
}

/* How sure it is, and what each field adds, where it was weighed by the table that is in force. */
static void tell_weights(struct ask *ask)
{
	const struct weights *weights = &ask->people->settings->identity;
	const char *by = json_string_value(json_object_get(ask->json, "weights"));
	double bits = json_number_value(json_object_get(ask->json, "bits"));
	char in_force[WEIGHTS_VERSION_BYTES];
	json_t *row;
	size_t i;

	json_object_set_new(ask->json, "certainty",
			    json_string(bits >= weights->probable_bits ? "probable" : "possible"));
	json_array_foreach(json_object_get(ask->json, "comparison"), i, row) {
		const char *field = json_string_value(json_object_get(row, "word"));
		const char *level = json_string_value(json_object_get(row, "level"));

		if (strcmp(by, weights_version(weights, in_force)) == 0 &&
		    worth(weights, field, level, &bits))
			json_object_set_new(row, "bits", json_real(bits));
		json_object_del(row, "word");
	}
	json_object_del(ask->json, "weights");
	ask_answer(ask);
}

static void serve_one(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_review", ask_bind_id, take_open, STEP_WAIT },
		{ "api_review", bind_review, ask_take_json, 0 },
		{ "audit_look", ask_bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show a doubt to a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };

	if (!ask_path_id(ask))
		return;
	ask->action = "review-viewed";
	ask_run(ask, &script, tell_weights);
}

void review_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_one };

	ask_begin(context, request, &errand);
}

/* ---- A person's word ---- */

struct answer {
	struct identity_order order;
	bool is_unsure;
};

static void refuse(struct ask *ask, const struct identity_settled *settled)
{
	static const enum problem_kind kinds[] = {
		[IDENTITY_NOT_FOUND] = PROBLEM_NOT_FOUND,
		[IDENTITY_SETTLED] = PROBLEM_CONFLICT,
		[IDENTITY_APART] = PROBLEM_CONFLICT,
		[IDENTITY_NOTHING] = PROBLEM_CONFLICT,
	};

	if (settled->status == IDENTITY_WRONG)
		ask_note_at(ask, "/reason", "%s", settled->text);
	else
		ask_note(ask, kinds[settled->status], "%s", settled->text);
	ask_answer_problem(ask);
}

static void on_settled(void *context, const struct err *err, const struct identity_settled *settled)
{
	struct ask *ask = context;
	const struct answer *said = ask->part;

	if (err != NULL) {
		ask_fail(ask, err);
	} else if (settled->status != IDENTITY_DONE) {
		refuse(ask, settled);
	} else {
		ask_answer_json(ask, 200,
				json_pack("{s:I, s:s, s:b, s:I, s:I, s:I, s:{s:I, s:I, s:I}}", "id",
					  (json_int_t)ask->id, "state",
					  said->order.act == IDENTITY_SAME ? "same" : "different",
					  "dry_run", said->order.dry_run, "child",
					  (json_int_t)settled->child, "other",
					  (json_int_t)settled->other, "contacts",
					  (json_int_t)settled->n_contacts, "alerts", "risen",
					  (json_int_t)settled->n_risen, "grown",
					  (json_int_t)settled->n_grown, "withdrawn",
					  (json_int_t)settled->n_withdrawn));
	}
}

/* Somebody looked and cannot tell: that is noted, and the doubt stays open. */
static bool bind_unsure(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct answer *said = ask->part;

	if (!said->is_unsure)
		return false;
	audit_note_bind(params, &(struct audit_note){
					.actor = said->order.actor,
					.action = "review-unsure",
					.child_ids = { ask->children, ask->n_children },
					.detail = arena_printf(ask->arena, "review %lld",
							       (long long)ask->id),
					.personal = said->order.reason,
				});
	return true;
}

static void on_open(struct ask *ask)
{
	const struct answer *said = ask->part;

	if (!said->is_unsure)
		identity_settle(ask->people->judge, &said->order, on_settled, ask);
	else
		ask_answer_json(
			ask, 200,
			json_pack("{s:I, s:s}", "id", (json_int_t)ask->id, "state", "open"));
}

static bool read_word(struct ask *ask, struct answer *said)
{
	const char *answer, *reason;
	struct err err;

	if (!ask_text(ask, "answer", 20, false, &answer) ||
	    !ask_text(ask, "reason", RATIONALE_MOST, false, &reason))
		return false;
	said->is_unsure = strcmp(answer, "unsure") == 0;
	if (!said->is_unsure && strcmp(answer, "same") != 0 && strcmp(answer, "different") != 0)
		return ask_note_at(ask, "/answer", "answer is same, different or unsure");
	if (!rationale_check(reason, NULL, 0, &err))
		return ask_note_at(ask, "/reason", "%s", err.text);
	said->order = (struct identity_order){
		.act = strcmp(answer, "same") == 0 ? IDENTITY_SAME : IDENTITY_DIFFERENT,
		.review = ask->id,
		.overrules = json_is_true(json_object_get(ask->body, "overrule")),
		.person = ask->who.name,
		.reason = reason,
		.actor = arena_printf(ask->arena, "user:%s", ask->who.name),
		.dry_run = json_is_true(json_object_get(ask->body, "dry_run")),
	};
	return true;
}

static void serve_word(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_review", ask_bind_id, take_open, STEP_WAIT },
		{ "audit_note", bind_unsure, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "may a person settle a doubt", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct answer *said = arena_new(ask->arena, 1, sizeof *said);

	if (!ask_path_id(ask))
		return;
	ask->part = said;
	if (read_word(ask, said))
		ask_run(ask, &script, on_open);
	else
		ask_answer_problem(ask);
}

void review_settle_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, true, serve_word };

	ask_begin(context, request, &errand);
}
