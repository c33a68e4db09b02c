/* SPDX-License-Identifier: Apache-2.0 */
#include "refused.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "casework/audit.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* The table refused, as concernctl reads and settles it. */

static const char *text_of(struct arena *arena, const struct rows *rows, size_t row, int column)
{
	const char *text = rows_text(rows, row, column);

	return arena_strdup(arena, text != NULL ? text : "");
}

static void take_refusal(struct refused_call *call, const struct rows *rows, size_t row,
			 struct refusal *ret)
{
	struct arena *arena = &call->arena;

	ret->id = rows_int8(rows, row, 0);
	ret->sender = text_of(arena, rows, row, 1);
	time_format(rows_time(rows, row, 2), ret->received);
	time_format(rows_time(rows, row, 3), ret->last_received);
	ret->times = rows_int4(rows, row, 4);
	ret->source = text_of(arena, rows, row, 5);
	ret->event_id = text_of(arena, rows, row, 6);
	ret->problems = json_loads(rows_text(rows, row, 7), 0, NULL);
	ret->state = text_of(arena, rows, row, 8);
	if (!rows_is_null(rows, row, 9))
		time_format(rows_time(rows, row, 9), ret->settled);
	ret->settled_by = text_of(arena, rows, row, 10);
	ret->settled_reason = text_of(arena, rows, row, 11);
}

void refused_forget(struct refusals *refusals)
{
	for (size_t i = 0; i < refusals->n; i++)
		json_decref(refusals->list[i].problems);
	refusals->n = 0;
}

static bool take_list(void *context, const struct rows *rows, struct err *err)
{
	struct refusals *refusals = context;
	size_t n = rows_count(rows);

	(void)err;
	refused_forget(refusals);
	refusals->list = arena_new(&refusals->call->arena, n, sizeof *refusals->list);
	for (size_t i = 0; i < n; i++)
		take_refusal(refusals->call, rows, i, &refusals->list[i]);
	refusals->n = n;
	return true;
}

static bool take_one(void *context, const struct rows *rows, struct err *err)
{
	struct refusals *refusals = context;

	if (!take_list(context, rows, err) || refusals->n == 0)
		return true;
	struct refusal *refusal = &refusals->list[0];
	struct arena *arena = &refusals->call->arena;
	const void *body = rows_bytes(rows, 0, 13, &refusal->length);

	refusal->content_type = text_of(arena, rows, 0, 12);
	refusal->body = arena_new(arena, refusal->length + 1, 1);
	memcpy(refusal->body, body, refusal->length);
	return true;
}

static bool bind_list(void *context, struct params *params)
{
	const struct refused_call *call = ((struct refusals *)context)->call;

	params_text(params, call->all ? NULL : "kept");
	params_text(params, call->sender);
	params_int4(params, (int32_t)call->most);
	return true;
}

static bool bind_id(void *context, struct params *params)
{
	params_int8(params, ((struct refusals *)context)->call->id);
	return true;
}

static bool bind_view(void *context, struct params *params)
{
	const struct refused_call *call = ((struct refusals *)context)->call;

	if (!call->body)
		return false;
	params_int8(params, call->id);
	params_text(params, call->actor);
	return true;
}

bool refused_list(struct refusals *refusals, struct err *err)
{
	static const struct step steps[] = { { "list_refused", bind_list, take_list, 0 } };
	static const struct script script = { "list what was refused", steps, 1,
					      REFUSED_DEADLINE_US };

	return store_run_now(refusals->call->database.store, &script, refusals, err);
}

/* The refusal of call->id, with its body; its view is audited if the body is to be shown. */
bool refused_read(struct refusals *refusals, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "show_refused", bind_id, take_one, 0 },
		{ "audit_refused_view", bind_view, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show what was refused", steps, 4,
					      REFUSED_DEADLINE_US };

	return store_run_now(refusals->call->database.store, &script, refusals, err);
}

struct settling {
	const struct refused_call *call;
	const char *state;
	bool settled;
};

static bool bind_settle(void *context, struct params *params)
{
	const struct settling *settling = context;

	params_int8(params, settling->call->id);
	params_text(params, settling->state);
	params_text(params, settling->call->actor);
	params_text(params, settling->call->reason);
	return true;
}

static bool take_settled(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;

	(void)err;
	settling->settled = rows_count(rows) == 1;
	return true;
}

static bool bind_note(void *context, struct params *params)
{
	const struct settling *settling = context;
	char action[32], detail[48];

	if (!settling->settled)
		return false;
	snprintf(action, sizeof action, "refused-%s", settling->state);
	snprintf(detail, sizeof detail, "refused %" PRId64, settling->call->id);
	audit_note_bind(params, &(struct audit_note){ .actor = settling->call->actor,
						      .action = action,
						      .detail = detail,
						      .personal = settling->call->reason });
	return true;
}

/* False when it was settled in between, or with *err. */
bool refused_settle(const struct refused_call *call, const char *state, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "settle_refused", bind_settle, take_settled, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "settle what was refused", steps, 4,
					      REFUSED_DEADLINE_US };
	struct settling settling = { call, state, false };

	if (!store_run_now(call->database.store, &script, &settling, err))
		return false;
	return settling.settled ||
	       err_set(err, ERR_INPUT, "refused %" PRId64 " was settled in between", call->id);
}
