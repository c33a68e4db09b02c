/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "columns.h"

/*
 * Timers in the judge transaction. The lock of the child or household is the claim: who has it reads what is due,
 * judges by that rule alone, and writes when the rule is due next. A timer that another copy fired
 * in the meantime is found due no more.
 */

bool fire_bind_claim(void *context, struct params *params)
{
	const struct judging *judging = context;

	(void)params;
	return judging->fires;
}

bool fire_take_claim(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	(void)err;
	if (rows_count(rows) == 0)
		return true;
	judging->timer_subject = rows_int8(rows, 0, 0);
	judging->asked = &judging->timer_subject;
	judging->n_asked = 1;
	return true;
}

/* Households have their turn when no child has anything due. */
bool fire_bind_home_claim(void *context, struct params *params)
{
	const struct judging *judging = context;

	(void)params;
	return judging->fires && judging->n_asked == 0;
}

bool fire_take_home_claim(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	(void)err;
	if (rows_count(rows) == 0)
		return true;
	judging->timer_subject = rows_int8(rows, 0, 0);
	judging->asked_homes = &judging->timer_subject;
	judging->n_asked_homes = 1;
	return true;
}

bool fire_bind_timer(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (!judging->fires || !case_has_work(judging))
		return false;
	params_int8(params, judging->timer_subject);
	return true;
}

bool fire_take_timer(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	(void)err;
	if (rows_count(rows) == 0)
		return true;
	judging->timer_rule = arena_strdup(&judging->arena, rows_text(rows, 0, 0));
	judging->timer_due_us = rows_time(rows, 0, 1);
	return true;
}

/* The timers of this run, all or those that are to come; NULL when there are none. */
static const struct case_timer **list_timers(struct judging *judging, bool all, size_t *ret_n)
{
	const struct case_timer **rows = arena_new(&judging->arena, judging->n_timers,
						   sizeof *rows);

	*ret_n = 0;
	for (size_t i = 0; i < judging->n_timers; i++)
		if (all || judging->timers[i].due_us != INT64_MAX)
			rows[(*ret_n)++] = &judging->timers[i];
	return *ret_n > 0 ? rows : NULL;
}

bool fire_bind_old(void *context, struct params *params)
{
	size_t n;
	const struct case_timer *row, **rows = list_timers(context, true, &n);

	if (rows == NULL)
		return false;
	INT8S(row->subject);
	TEXTS(row->rule);
	return true;
}

bool fire_bind_new(void *context, struct params *params)
{
	size_t n;
	const struct case_timer *row, **rows = list_timers(context, false, &n);

	if (rows == NULL)
		return false;
	INT8S(row->subject);
	TEXTS(row->rule);
	TIMES(row->due_us);
	return true;
}
