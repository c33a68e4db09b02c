/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "identity/weights.h"

/* /v1/identity/reviews: records that may be one child, for a person to say. */

enum { PAGE = 50, PAGE_MOST = 200, SCRIPT_S = 20 };

struct filter {
	bool is_open, has_place;
	int64_t first, second, most;
};

static bool read_filter(struct ask *ask, struct filter *filter)
{
	const char *state = request_param(ask->request, "state");
	const char *after = request_param(ask->request, "after");
	long long first = 0, second = 0;
	char end;

	filter->is_open = state == NULL || strcmp(state, "open") == 0;
	if (!filter->is_open && strcmp(state, "all") != 0)
		return ask_note(ask, PROBLEM_MALFORMED, "state is open or all");
	if (after != NULL &&
	    (strlen(after) > 40 || sscanf(after, "%lld_%lld%c", &first, &second, &end) != 2))
		return ask_note(ask, PROBLEM_MALFORMED,
				"after is what `next` of the page before says, as it stands there");
	filter->has_place = after != NULL;
	filter->first = first;
	filter->second = second;
	return ask_param_number(ask, "limit", 1, PAGE_MOST, PAGE, &filter->most);
}

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_bool(params, filter->is_open);
	if (filter->has_place) {
		params_int8(params, filter->first);
		params_int8(params, filter->second);
	} else {
		params_null(params);
		params_null(params);
	}
	params_int4(params, (int32_t)filter->most);
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

static bool bind_open(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	ask_add_reader(ask, params);
	return true;
}

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
		{ "open_review", bind_open, take_open, STEP_WAIT },
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
