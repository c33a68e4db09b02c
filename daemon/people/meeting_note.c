/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "casework/audit.h"
#include "meetings.h"

/* What is written of a meeting that was held, and the audit rows of whatever is done with one. */

#define EACH(type, add, n)                               \
	do {                                             \
		params_array(params, PARAM_##type, (n)); \
		for (size_t i = 0; i < (n); i++)         \
			params_add_##add;                \
	} while (0)

static void add_came(struct params *params, const struct meeting *meeting)
{
	const struct meeting_agency *came = meeting->agencies;

	EACH(TEXT, text(params, came[i].agency), meeting->n_agencies);
	EACH(BOOL, bool(params, came[i].attended), meeting->n_agencies);
	EACH(BOOL, bool(params, came[i].contributed), meeting->n_agencies);
	EACH(TEXT, text(params, came[i].note), meeting->n_agencies);
}

static void add_said(struct params *params, const struct meeting *meeting)
{
	const struct meeting_alert *alerts = meeting->alerts;

	EACH(INT8, int8(params, alerts[i].child), meeting->n_alerts);
	EACH(INT8, int8(params, alerts[i].alert), meeting->n_alerts);
	EACH(TEXT, text(params, alerts[i].said), meeting->n_alerts);
	EACH(TEXT, text(params, alerts[i].outcome), meeting->n_alerts);
}

bool meeting_bind_held(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	if (!meeting->is_held)
		return false;
	params_int8(params, ask->id);
	params_time(params, meeting->held_us);
	params_time(params, meeting->now_us);
	params_text(params, ask->who.name);
	params_text(params, meeting->chair);
	params_text(params, meeting->outcome);
	params_text(params, meeting->note);
	params_text(params, meeting->next_kind);
	if (meeting->next_kind != NULL)
		params_time(params, meeting->next_due_us);
	else
		params_null(params);
	params_text(params, meeting->waived_because);
	add_came(params, meeting);
	add_said(params, meeting);
	return true;
}

static bool set_actions(const struct ask *ask, struct action_setting *ret)
{
	const struct meeting *meeting = ask->part;

	if (!meeting->is_held || meeting->n_actions == 0)
		return false;
	*ret = (struct action_setting){ .actions = meeting->actions,
					.places = meeting->action_places,
					.n = meeting->n_actions,
					.at_us = meeting->now_us,
					.person = ask->who.name,
					.actor = arena_printf(ask->arena, "user:%s", ask->who.name),
					.meeting = ask->id };
	return true;
}

bool meeting_bind_actions(void *context, struct params *params)
{
	struct action_setting setting;

	if (!set_actions(context, &setting))
		return false;
	actions_bind(params, &setting);
	return true;
}

bool meeting_bind_action_clocks(void *context, struct params *params)
{
	const struct ask *ask = context;
	struct action_setting setting;

	if (!set_actions(ask, &setting))
		return false;
	actions_bind_clocks(params, meeting_rules(ask), &setting);
	return true;
}

bool meeting_bind_next_clocks(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	if (!meeting->is_held || meeting->next_kind == NULL)
		return false;
	params_int8(params, ask->id);
	return true;
}

bool meeting_bind_ended_clocks(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;

	if (!meeting->is_held && meeting->reason == NULL)
		return false;
	params_int8(params, ask->id);
	params_time(params, meeting->now_us);
	return true;
}

/* ---- The audit ---- */

/* What was said stands in the meeting; the commitment says that it was never changed. */
static const char *add_line(struct arena *arena, const char *texts, const char *text)
{
	return text != NULL ? arena_printf(arena, "%s\n%s", texts, text) : texts;
}

static const char *texts_of(const struct ask *ask)
{
	const struct meeting *meeting = ask->part;
	const char *texts = ask->who.name;

	texts = add_line(ask->arena, texts, meeting->chair);
	texts = add_line(ask->arena, texts, meeting->note);
	texts = add_line(ask->arena, texts, meeting->reason);
	texts = add_line(ask->arena, texts, meeting->waived_because);
	for (size_t i = 0; i < meeting->n_agencies; i++)
		texts = add_line(ask->arena, texts, meeting->agencies[i].note);
	for (size_t i = 0; i < meeting->n_alerts; i++)
		texts = add_line(ask->arena, texts, meeting->alerts[i].said);
	return texts;
}

static const char *detail_of(const struct ask *ask)
{
	const struct meeting *meeting = ask->part;
	const char *more = meeting->agency != NULL ? meeting->agency : meeting->kind;

	return arena_printf(ask->arena, "meeting %lld: %s", (long long)ask->id, more);
}

bool meeting_bind_notes(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct meeting *meeting = ask->part;
	struct audit_about *about = arena_new(ask->arena, meeting->n_alerts, sizeof *about);

	if (ask->action == NULL)
		return false;
	for (size_t i = 0; i < meeting->n_alerts; i++)
		about[i] = (struct audit_about){ meeting->alerts[i].child,
						 meeting->alerts[i].alert };
	audit_notes_bind(
		params,
		&(struct audit_note){ .actor = arena_printf(ask->arena, "user:%s", ask->who.name),
				      .action = ask->action,
				      .detail = detail_of(ask),
				      .personal = texts_of(ask) },
		about, meeting->n_alerts);
	return true;
}
