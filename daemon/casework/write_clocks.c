/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <string.h>

#include "casework/clocks.h"
#include "columns.h"
#include "judge_private.h"

/*
 * An alert that rises starts two clocks, to be acknowledged and to be decided; one that escalates
 * starts them again, and the statement lets none move later; one that is withdrawn ends them, and what
 * stands for it since has them no later.
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

/* Contacts of the evidence of both. */
static bool share_evidence(const struct case_alert *a, const struct case_alert *b)
{
	size_t j = 0;

	for (size_t i = 0; i < a->n_evidence; i++) {
		while (j < b->n_evidence && b->evidence[j].contact < a->evidence[i].contact)
			j++;
		if (j < b->n_evidence && b->evidence[j].contact == a->evidence[i].contact)
			return true;
	}
	return false;
}

/* Who is who turned out otherwise: what was one's alert, or that of a group of doubts, is now another's. */
static bool stands_for(const struct case_change *change, const struct case_change *other)
{
	return change->kind != CHANGE_WITHDRAW && other->kind == CHANGE_WITHDRAW &&
	       strcmp(other->withdrawn_by, "identity") == 0 &&
	       strcmp(change->alert.rule, other->alert.rule) == 0 &&
	       share_evidence(&change->alert, &other->alert);
}

struct inheritance {
	const struct case_change *change, *other;
};

bool write_bind_inherited_clocks(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n_withdrawn = 0, n = 0;
	struct inheritance *list;
	const struct inheritance *row, **rows;

	for (size_t i = 0; i < judging->n_changes; i++)
		n_withdrawn += judging->changes[i].kind == CHANGE_WITHDRAW;
	size_t room = n_withdrawn * judging->n_changes;

	if (room == 0)
		return false;
	list = arena_new(&judging->arena, room, sizeof *list);
	rows = arena_new(&judging->arena, room, sizeof *rows);
	for (size_t i = 0; i < judging->n_changes; i++)
		for (size_t j = 0; j < judging->n_changes; j++) {
			if (!stands_for(&judging->changes[i], &judging->changes[j]))
				continue;
			list[n] = (struct inheritance){ &judging->changes[i],
							&judging->changes[j] };
			rows[n] = &list[n];
			n++;
		}
	if (n == 0)
		return false;
	INT8S(row->change->subject->id);
	INT8S(row->change->alert.id);
	INT8S(row->other->subject->id);
	INT8S(row->other->alert.id);
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
