/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "decide_private.h"

/* What can be said of a decision before the database is asked. */

bool decide_refuse(struct deciding *deciding, enum decide_status status, const char *pointer,
		   struct err *err, const char *fmt, ...)
{
	char text[sizeof err->text];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	deciding->answer.status = status;
	deciding->answer.pointer = pointer;
	deciding->answer.detail = arena_strdup(deciding->arena, text);
	return err_set(err, ERR_INPUT, "%s", text);
}

static bool wrong(struct deciding *deciding, const char *pointer, struct err *err, const char *text)
{
	return decide_refuse(deciding, DECIDE_WRONG, pointer, err, "%s", text);
}

static bool check_alerts(struct deciding *deciding, struct err *err)
{
	const struct decide_order *order = deciding->order;

	if (order->n_alerts == 0 || order->n_alerts > DECIDE_ALERTS_MOST)
		return decide_refuse(deciding, DECIDE_WRONG, "/alerts", err,
				     "decide on 1 to %d alerts at once", DECIDE_ALERTS_MOST);
	for (size_t i = 0; i < order->n_alerts; i++)
		for (size_t j = 0; j < i; j++)
			if (order->alerts[i].alert == order->alerts[j].alert)
				return wrong(deciding, "/alerts", err,
					     "an alert stands here twice");
	return true;
}

static bool is_length_ok(const char *text, size_t most)
{
	size_t n = text_characters(text);

	return n > 0 && n <= most;
}

static const char *pointer_to(const struct deciding *deciding, size_t action, const char *member)
{
	return arena_printf(deciding->arena, "/actions/%zu/%s", action, member);
}

static bool check_due(struct deciding *deciding, const struct ruleset *ruleset, size_t i,
		      struct err *err)
{
	int32_t due = deciding->order->actions[i].due_day;
	int32_t today = zone_local_day(ruleset->zone, clock_now_us());

	if (due >= today && due <= today + ACTION_YEARS_MOST * 366)
		return true;
	return decide_refuse(deciding, DECIDE_WRONG, pointer_to(deciding, i, "due"), err,
			     "the action must be due today or later, within %d years: give the "
			     "date by which it is done",
			     ACTION_YEARS_MOST);
}

static bool check_action(struct deciding *deciding, const struct ruleset *ruleset, size_t i,
			 struct err *err)
{
	const struct decide_action *action = &deciding->order->actions[i];

	if (!is_length_ok(action->what, ACTION_TEXT_MOST))
		return decide_refuse(deciding, DECIDE_WRONG, pointer_to(deciding, i, "what"), err,
				     "say what is to be done, in 1 to %d characters",
				     ACTION_TEXT_MOST);
	if (!is_length_ok(action->owner, PERSON_MOST))
		return wrong(deciding, pointer_to(deciding, i, "owner"), err,
			     "an action needs a named owner: the person who will do it");
	if (!lexicon_declares(&ruleset->lexicon, WORDS_AGENCY, action->agency))
		return wrong(deciding, pointer_to(deciding, i, "agency"), err,
			     "an action needs the owner's agency: one that rules.conf declares");
	if (!is_length_ok(action->contingency, ACTION_TEXT_MOST))
		return decide_refuse(deciding, DECIDE_WRONG, pointer_to(deciding, i, "contingency"),
				     err,
				     "say what happens if it is not done, in 1 to %d characters",
				     ACTION_TEXT_MOST);
	return check_due(deciding, ruleset, i, err);
}

static bool check_actions(struct deciding *deciding, const struct ruleset *ruleset, struct err *err)
{
	const struct decide_order *order = deciding->order;

	if (order->n_actions > DECIDE_ACTIONS_MOST)
		return decide_refuse(deciding, DECIDE_WRONG, "/actions", err,
				     "set %d actions at most", DECIDE_ACTIONS_MOST);
	for (size_t i = 0; i < order->n_actions; i++)
		if (!check_action(deciding, ruleset, i, err))
			return false;
	if (order->n_actions == 0 && strcmp(order->outcome, OUTCOME_MORE_INFORMATION) == 0)
		return wrong(deciding, "/actions", err,
			     "more-information needs an action: who finds it out, and by when");
	return true;
}

bool decide_check_order(struct deciding *deciding, struct err *err)
{
	const struct decide_order *order = deciding->order;
	const struct ruleset *ruleset = rulesets_newest(deciding->rulesets, NULL);
	struct err reason;

	if (!lexicon_declares(&ruleset->lexicon, WORDS_OUTCOME, order->outcome))
		return wrong(deciding, "/outcome", err,
			     "not an outcome word of the rules in force: use one that rules.conf "
			     "declares");
	if (!is_length_ok(order->person, PERSON_MOST))
		return decide_refuse(deciding, DECIDE_WRONG, "/person", err,
				     "say who decides, in 1 to %d characters", PERSON_MOST);
	if (!rationale_check(order->rationale, NULL, 0, &reason))
		return wrong(deciding, "/rationale", err, reason.text);
	return check_alerts(deciding, err) && check_actions(deciding, ruleset, err);
}

int32_t decide_seen(const struct decide_order *order, int64_t alert)
{
	for (size_t i = 0; i < order->n_alerts; i++)
		if (order->alerts[i].alert == alert)
			return order->alerts[i].evidence_version;
	return 0;
}
