/* SPDX-License-Identifier: Apache-2.0 */
#include "meetings.h"

/* On which alerts a meeting is, and whether what somebody wants with it can still be done. Whoever writes
 * must be allowed to see every one of those alerts. */

/* ---- The alerts, when it is called ---- */

bool meeting_bind_alerts(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	params_array(params, PARAM_INT8, meeting->n_alerts);
	for (size_t i = 0; i < meeting->n_alerts; i++)
		params_add_int8(params, meeting->alerts[i].alert);
	ask_add_reader(ask, params);
	return true;
}

static bool refuse_closed(struct ask *ask, struct err *err)
{
	ask_note(ask, PROBLEM_FORBIDDEN,
		 "one of its alerts is of a restricted family: ask those who are named for it, or "
		 "the duty manager");
	return ask_stop(ask, err);
}

static enum level level_of(const char *name)
{
	enum level level = LEVEL_AMBER;

	level_parse(name, &level);
	return level;
}

bool meeting_take_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	struct meeting *meeting = ask->part;

	if (rows_count(rows) != meeting->n_alerts) {
		ask_note_at(ask, "/alerts", "one of them is no alert: look at their numbers");
		return ask_stop(ask, err);
	}
	for (size_t i = 0; i < meeting->n_alerts; i++) {
		meeting->alerts[i] = (struct meeting_alert){
			.alert = rows_int8(rows, i, 0),
			.child = rows_int8(rows, i, 1),
			.level = level_of(rows_text(rows, i, 2)),
		};
		if (!rows_bool(rows, i, 3))
			continue;
		ask_looks_at_children(ask, rows, i, 4);
		ask->alert = meeting->alerts[i].alert;
		return refuse_closed(ask, err);
	}
	if (!meeting->is_held || meeting_settle_held(ask, meeting))
		return true;
	return ask_stop(ask, err);
}

/* ---- A meeting that is there already ---- */

bool meeting_bind_lock(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	ask_add_reader(ask, params);
	return true;
}

/* The columns of lock_meeting. */
enum {
	AT_KIND,
	AT_CALLED_AT,
	AT_HELD_AT,
	AT_NOTED_BY,
	AT_CANCELLED_AT,
	AT_CANCELLED_BY,
	AT_NEXT_KIND,
	AT_WAIVED_AT,
	AT_IS_OWED,
	AT_CHILDREN,
	AT_ALERTS,
	AT_LEVELS,
	AT_IS_CLOSED,
	AT_SHOWN_ON
};

static void take_its_alerts(struct ask *ask, const struct rows *rows, struct meeting *meeting)
{
	size_t n = rows_array_count(rows, 0, AT_ALERTS);

	meeting->n_alerts = n;
	meeting->alerts = arena_new(ask->arena, n, sizeof *meeting->alerts);
	for (size_t i = 0; i < n; i++) {
		size_t length;
		const char *level = rows_array_text(rows, 0, AT_LEVELS, i, &length);

		meeting->alerts[i] = (struct meeting_alert){
			.alert = rows_array_int8(rows, 0, AT_ALERTS, i),
			.child = rows_array_int8(rows, 0, AT_CHILDREN, i),
			.level = level_of(arena_strndup(ask->arena, level, length)),
		};
	}
}

bool meeting_take_lock(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;
	struct meeting *meeting = ask->part;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no meeting of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, AT_SHOWN_ON);
	if (rows_bool(rows, 0, AT_IS_CLOSED))
		return refuse_closed(ask, err);
	meeting->kind = arena_strdup(ask->arena, rows_text(rows, 0, AT_KIND));
	take_its_alerts(ask, rows, meeting);
	if (rows_is_null(rows, 0, AT_CANCELLED_AT))
		return true;
	ask_note(ask, PROBLEM_CONFLICT, "it was cancelled: %s said so at %s",
		 rows_text(rows, 0, AT_CANCELLED_BY), rows_text(rows, 0, AT_CANCELLED_AT));
	return ask_stop(ask, err);
}

/* One that may be changed still. */
bool meeting_take_planned(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (!meeting_take_lock(ask, rows, err))
		return false;
	if (rows_is_null(rows, 0, AT_HELD_AT))
		return true;
	ask_note(ask, PROBLEM_CONFLICT, "it was held at %s, as %s noted before",
		 rows_text(rows, 0, AT_HELD_AT), rows_text(rows, 0, AT_NOTED_BY));
	return ask_stop(ask, err);
}

bool meeting_take_to_hold(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (!meeting_take_planned(context, rows, err))
		return false;
	return meeting_settle_held(ask, ask->part) || ask_stop(ask, err);
}

bool meeting_take_followed(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (!meeting_take_lock(ask, rows, err))
		return false;
	if (rows_is_null(rows, 0, AT_NEXT_KIND))
		ask_note(ask, PROBLEM_CONFLICT, "nothing has to follow it");
	else if (!rows_is_null(rows, 0, AT_WAIVED_AT))
		ask_note(ask, PROBLEM_CONFLICT, "that was said before, at %s",
			 rows_text(rows, 0, AT_WAIVED_AT));
	else if (!rows_bool(rows, 0, AT_IS_OWED))
		ask_note(ask, PROBLEM_CONFLICT, "what had to follow was held already");
	else
		return true;
	return ask_stop(ask, err);
}
