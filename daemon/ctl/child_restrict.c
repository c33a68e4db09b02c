/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "child.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* A family is restricted to named people, or released: as the API does, where nobody who is named can. */

enum { PEOPLE_MOST = 50 };

struct restricting {
	struct child_call *call;
	const char *people[PEOPLE_MOST];
	size_t n_people;
	const char *action;
	int refused; /* what to end with; 0: the database did not refuse it */
};

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(30) * USEC_PER_SEC                                  \
	}

static bool bind_open(void *context, struct params *params)
{
	const struct child_call *call = ((const struct restricting *)context)->call;

	params_int8(params, call->child);
	params_text(params, call->actor);
	params_bool(params, true);
	return true;
}

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct restricting *restricting = context;

	restricting->refused = rows_count(rows) == 1 ? 0 : CTL_NOT_FOUND;
	return restricting->refused == 0 ||
	       err_set(err, ERR_INPUT, "there is no child %" PRId64, restricting->call->child);
}

static void add_people(const struct restricting *restricting, struct params *params)
{
	params_array(params, PARAM_TEXT, restricting->n_people);
	for (size_t i = 0; i < restricting->n_people; i++)
		params_add_text(params, restricting->people[i]);
}

static bool bind_people(void *context, struct params *params)
{
	add_people(context, params);
	return true;
}

static bool take_unknown(void *context, const struct rows *rows, struct err *err)
{
	struct restricting *restricting = context;

	restricting->refused = rows_count(rows) == 0 ? 0 : CTL_NOT_FOUND;
	return restricting->refused == 0 ||
	       err_set(err, ERR_INPUT,
		       "nobody signs in as %s: `concernctl user list` has the names",
		       rows_text(rows, 0, 0));
}

static bool bind_restriction(void *context, struct params *params)
{
	const struct restricting *restricting = context;

	params_int8(params, restricting->call->child);
	add_people(restricting, params);
	params_text(params, restricting->call->reason);
	params_text(params, restricting->call->actor);
	return true;
}

static bool bind_release(void *context, struct params *params)
{
	const struct restricting *restricting = context;

	params_int8(params, restricting->call->child);
	params_text(params, restricting->call->actor);
	return true;
}

static bool take_release(void *context, const struct rows *rows, struct err *err)
{
	struct restricting *restricting = context;

	restricting->refused = rows_count(rows) == 1 ? 0 : CTL_CONFLICT;
	return restricting->refused == 0 ||
	       err_set(err, ERR_INPUT, "child %" PRId64 " is not of a restricted family",
		       restricting->call->child);
}

static bool bind_note(void *context, struct params *params)
{
	const struct restricting *restricting = context;
	struct child_call *call = restricting->call;

	audit_note_bind(params, &(struct audit_note){
					.actor = call->actor,
					.action = restricting->action,
					.child_ids = { &call->child, 1 },
					.personal = call->reason,
				});
	return true;
}

static int tell(const struct restricting *restricting, const char *done)
{
	if (restricting->call->ctl->json)
		ctl_print_json(json_pack("{s:I, s:s}", "child",
					 (json_int_t)restricting->call->child, "done", done));
	else
		printf("Child %" PRId64 " is %s.\n", restricting->call->child, done);
	return CTL_OK;
}

static int fail(const struct restricting *restricting, const struct err *err)
{
	if (restricting->refused == 0)
		return ctl_database_failed(err);
	ctl_message("%s", err->text);
	return restricting->refused;
}

static bool read_people(struct restricting *restricting)
{
	const char *at = restricting->call->people;

	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, ",");

		if (length > 0 && restricting->n_people == PEOPLE_MOST)
			return false;
		if (length > 0)
			restricting->people[restricting->n_people++] =
				arena_strndup(&restricting->call->arena, at, length);
		at += length + (at[length] == ',');
	}
	return restricting->n_people > 0;
}

int child_restrict(struct child_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_child", bind_open, take_open, STEP_WAIT },
		{ "unknown_people", bind_people, take_unknown, STEP_WAIT },
		{ "restrict_child", bind_restriction, NULL, 0 },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("restrict a child", steps);
	struct restricting restricting = { .call = call, .action = "child-restricted" };
	struct err err;

	if (!read_people(&restricting))
		return ctl_usage_error("say with --people who may see it, 1 to %d sign-in names "
				       "with commas between",
				       PEOPLE_MOST);
	if (store_run_now(call->database.store, &script, &restricting, &err))
		return tell(&restricting, "restricted");
	return fail(&restricting, &err);
}

int child_release(struct child_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_child", bind_open, take_open, STEP_WAIT },
		{ "release_child", bind_release, take_release, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = SCRIPT("release a child", steps);
	struct restricting restricting = { .call = call, .action = "child-released" };
	struct err err;

	if (store_run_now(call->database.store, &script, &restricting, &err))
		return tell(&restricting, "restricted no more");
	return fail(&restricting, &err);
}
