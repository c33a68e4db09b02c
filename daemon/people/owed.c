/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "list.h"

/* GET /v1/feedback: what agencies are to hear of decisions on their contacts, and what they have not heard. */

enum { SCRIPT_S = 20 };

struct filter {
	const char *state, *agency;
	struct list_page page;
};

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	params_text(params, filter->state);
	params_text(params, filter->agency);
	list_add_place(&filter->page, params);
	params_int4(params, (int32_t)filter->page.most);
	ask_add_reader(ask, params);
	return true;
}

static void serve_list(struct ask *ask)
{
	static const char *const states[] = { "open", "overdue", "heard", "all", NULL };
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_feedback", bind_list, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list feedback for a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	ask->part = filter;
	ask->action = "feedback-listed";
	filter->agency = request_param(ask->request, "agency");
	if (list_word(ask, "state", states, &filter->state) && list_read_page(ask, &filter->page))
		ask_run(ask, &script, ask_answer);
	else
		ask_answer_problem(ask);
}

void owed_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_list };

	ask_begin(context, request, &errand);
}
