/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/clocks.h"
#include "decide_private.h"

/* What a decision ends and starts by time: nobody waits for it any more, its actions are to be done, and
 * the agencies that told of it are to know. */

/* By the rules in force now, whatever those were under which the alert rose. */
static struct ruleset *in_force(const struct deciding *deciding)
{
	return rulesets_newest(deciding->rulesets, NULL);
}

static enum level level_of(const struct decide_found *found)
{
	enum level level = LEVEL_AMBER;

	level_parse(found->level, &level);
	return level;
}

bool decide_bind_clock_ends(const struct deciding *deciding, struct params *params,
			    enum clock_kind last)
{
	decide_add_pairs(deciding, params);
	params_array(params, PARAM_TEXT, (size_t)last + 1);
	for (int kind = CLOCK_ACKNOWLEDGE; kind <= (int)last; kind++)
		params_add_text(params, clock_name((enum clock_kind)kind));
	params_time(params, deciding->answer.at_us);
	return true;
}

/* Of a decision over several alerts they stand with the first of them. */
bool decide_sets_actions(const struct deciding *deciding, struct action_setting *ret)
{
	const struct decide_order *order = deciding->order;
	const struct decide_found *first = &deciding->found[0];
	struct action_place *places;

	if (order->dry_run || order->n_actions == 0)
		return false;
	places = arena_new(deciding->arena, order->n_actions, sizeof *places);
	for (size_t i = 0; i < order->n_actions; i++)
		places[i] = (struct action_place){ first->child, first->alert, level_of(first) };
	*ret = (struct action_setting){ .actions = order->actions,
					.places = places,
					.n = order->n_actions,
					.at_us = deciding->answer.at_us,
					.person = order->person,
					.actor = order->actor };
	return true;
}

bool decide_bind_action_clocks(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	struct action_setting setting;

	if (!decide_sets_actions(deciding, &setting))
		return false;
	actions_bind_clocks(params, in_force(deciding), &setting);
	return true;
}

static size_t count_told(const struct ruleset *ruleset)
{
	size_t n = 0;

	for (size_t i = 0; i < ruleset->n_agencies; i++)
		n += ruleset->agencies[i].feedback != FEEDBACK_NONE;
	return n;
}

bool decide_bind_feedback(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	const struct ruleset *ruleset = in_force(deciding);
	size_t n_found = deciding->answer.n_found, n = count_told(ruleset);

	if (deciding->order->dry_run || n == 0)
		return false;
	decide_add_pairs(deciding, params);
	params_array(params, PARAM_INT4, n_found);
	for (size_t i = 0; i < n_found; i++)
		params_add_int4(params, deciding->found[i].evidence_version);
	params_array(params, PARAM_TIME, n_found);
	for (size_t i = 0; i < n_found; i++)
		params_add_time(params, clock_due_us(ruleset, level_of(&deciding->found[i]),
						     CLOCK_FEEDBACK, deciding->answer.at_us));
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < ruleset->n_agencies; i++)
		if (ruleset->agencies[i].feedback != FEEDBACK_NONE)
			params_add_text(params, ruleset->agencies[i].name);
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < ruleset->n_agencies; i++)
		if (ruleset->agencies[i].feedback != FEEDBACK_NONE)
			params_add_text(params, ruleset->agencies[i].feedback == FEEDBACK_OUTCOME
							? "outcome"
							: "received");
	params_text(params, deciding->order->outcome);
	params_time(params, deciding->answer.at_us);
	return true;
}
