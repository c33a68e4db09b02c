/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "casework/clocks.h"
#include "columns.h"
#include "judge_private.h"

/*
 * An alert that rises starts two clocks, to be acknowledged and to be decided; one that escalates
 * starts them again, and the statement lets none move later; one that is withdrawn ends them.
 */

struct clock_row {
	const struct case_change *change;
	enum clock_kind kind;
};

static bool starts(const struct case_change *change)
{
	return change->alert.mode == MODE_LIVE &&
	       (change->kind == CHANGE_RISE || change->kind == CHANGE_ESCALATE);
}

bool write_bind_clocks(void *context, struct params *params)
{
	struct judging *judging = context;
	const struct ruleset *ruleset = rulesets_find(judging->judge->rulesets, judging->rule_set);
	size_t room = 2 * judging->n_changes, n = 0;
	struct clock_row *list = arena_new(&judging->arena, room, sizeof *list);
	const struct clock_row *row, **rows = arena_new(&judging->arena, room, sizeof *rows);

	for (size_t i = 0; i < judging->n_changes; i++)
		for (int kind = CLOCK_ACKNOWLEDGE;
		     kind <= CLOCK_DECIDE && starts(&judging->changes[i]); kind++, n++) {
			list[n] = (struct clock_row){ &judging->changes[i], (enum clock_kind)kind };
			rows[n] = &list[n];
		}
	if (n == 0)
		return false;
	INT8S(row->change->subject->id);
	INT8S(row->change->alert.id);
	TEXTS(clock_name(row->kind));
	TIMES(clock_due_us(ruleset, row->change->alert.level, row->kind, judging->now_us));
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_clock_ends(void *context, struct params *params)
{
	struct judging *judging = context;
	const struct case_change *row,
		**rows = arena_new(&judging->arena, judging->n_changes, sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < judging->n_changes; i++)
		if (judging->changes[i].kind == CHANGE_WITHDRAW)
			rows[n++] = &judging->changes[i];
	if (n == 0)
		return false;
	INT8S(row->subject->id);
	INT8S(row->alert.id);
	params_array(params, PARAM_TEXT, 2);
	params_add_text(params, clock_name(CLOCK_ACKNOWLEDGE));
	params_add_text(params, clock_name(CLOCK_DECIDE));
	params_time(params, judging->now_us);
	return true;
}
