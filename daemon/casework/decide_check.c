/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

static bool check_actions(struct deciding *deciding, const struct ruleset *ruleset, struct err *err)
{
	const struct decide_order *order = deciding->order;
	const char *pointer;
	struct err reason;

	if (!actions_check(ruleset, order->actions, order->n_actions, DECIDE_ACTIONS_MOST,
			   deciding->arena, &pointer, &reason))
		return wrong(deciding, pointer, err, reason.text);
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
