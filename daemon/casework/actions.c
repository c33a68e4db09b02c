/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/actions.h"

#include "base/clock.h"
#include "casework/clocks.h"
#include "casework/rationale.h"

/* ---- Are they such that somebody can do them? ---- */

/* One action under the eye. */
struct looking {
	const struct ruleset *ruleset;
	struct arena *arena;
	size_t i;
	const char **ret_pointer;
	struct err *err;
};

static bool wrong(const struct looking *looking, const char *member, const char *text)
{
	*looking->ret_pointer = arena_printf(looking->arena, "/actions/%zu/%s", looking->i, member);
	return err_set(looking->err, ERR_INPUT, "%s", text);
}

static bool is_length_ok(const char *text, size_t most)
{
	size_t n = text_characters(text);

	return n > 0 && n <= most;
}

static bool is_due_ok(const struct ruleset *ruleset, int32_t due)
{
	int32_t today = zone_local_day(ruleset->zone, clock_now_us());

	return due >= today && due <= today + ACTION_YEARS_MOST * 366;
}

static bool check_one(const struct looking *looking, const struct action_order *action)
{
	struct arena *arena = looking->arena;

	if (!is_length_ok(action->what, ACTION_TEXT_MOST))
		return wrong(looking, "what",
			     arena_printf(arena, "say what is to be done, in 1 to %d characters",
					  ACTION_TEXT_MOST));
	if (!is_length_ok(action->owner, OWNER_MOST))
		return wrong(looking, "owner",
			     "an action needs a named owner: the person who will do it");
	if (!lexicon_declares(&looking->ruleset->lexicon, WORDS_AGENCY, action->agency))
		return wrong(looking, "agency",
			     "an action needs the owner's agency: one that rules.conf declares");
	if (!is_length_ok(action->contingency, ACTION_TEXT_MOST))
		return wrong(looking, "contingency",
			     arena_printf(arena,
					  "say what happens if it is not done, in 1 to %d "
					  "characters",
					  ACTION_TEXT_MOST));
	if (!is_due_ok(looking->ruleset, action->due_day))
		return wrong(looking, "due",
			     arena_printf(arena,
					  "the action must be due today or later, within %d "
					  "years: give the date by which it is done",
					  ACTION_YEARS_MOST));
	return true;
}

bool actions_check(const struct ruleset *ruleset, const struct action_order *actions, size_t n,
		   size_t most, struct arena *arena, const char **ret_pointer, struct err *err)
{
	struct looking looking = { ruleset, arena, 0, ret_pointer, err };

	if (n > most) {
		*ret_pointer = "/actions";
		return err_set(err, ERR_INPUT, "set %zu actions at most", most);
	}
	for (; looking.i < n; looking.i++)
		if (!check_one(&looking, &actions[looking.i]))
			return false;
	return true;
}

/* ---- Into the database ---- */

typedef const char *text_of(const struct action_order *action);

static const char *what_of(const struct action_order *action)
{
	return action->what;
}

static const char *owner_of(const struct action_order *action)
{
	return action->owner;
}

static const char *agency_of(const struct action_order *action)
{
	return action->agency;
}

static const char *contingency_of(const struct action_order *action)
{
	return action->contingency;
}

static void add_texts(struct params *params, const struct action_setting *setting, text_of *text)
{
	params_array(params, PARAM_TEXT, setting->n);
	for (size_t i = 0; i < setting->n; i++)
		params_add_text(params, text(&setting->actions[i]));
}

static void add_places(struct params *params, const struct action_setting *setting)
{
	params_array(params, PARAM_INT8, setting->n);
	for (size_t i = 0; i < setting->n; i++)
		params_add_int8(params, setting->places[i].child);
	params_array(params, PARAM_INT8, setting->n);
	for (size_t i = 0; i < setting->n; i++)
		params_add_int8(params, setting->places[i].alert);
}

static void add_days(struct params *params, const struct action_setting *setting)
{
	params_array(params, PARAM_DATE, setting->n);
	for (size_t i = 0; i < setting->n; i++)
		params_add_date(params, setting->actions[i].due_day);
}

void actions_bind(struct params *params, const struct action_setting *setting)
{
	add_places(params, setting);
	add_texts(params, setting, what_of);
	add_texts(params, setting, owner_of);
	add_texts(params, setting, agency_of);
	add_days(params, setting);
	add_texts(params, setting, contingency_of);
	params_time(params, setting->at_us);
	params_text(params, setting->person);
	params_text(params, setting->actor);
	if (setting->meeting != 0)
		params_int8(params, setting->meeting);
	else
		params_null(params);
}

void actions_bind_clocks(struct params *params, const struct ruleset *ruleset,
			 const struct action_setting *setting)
{
	add_places(params, setting);
	add_days(params, setting);
	params_array(params, PARAM_TIME, setting->n);
	for (size_t i = 0; i < setting->n; i++)
		params_add_time(
			params,
			clock_due_us(ruleset, setting->places[i].level, CLOCK_ACT,
				     clock_day_end_us(ruleset, setting->actions[i].due_day)));
	params_time(params, setting->at_us);
}
