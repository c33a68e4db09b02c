/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "doubts.h"

/* What is judged of groups of doubts, beside what their members have alone, and what is written of
 * who is in which. */

static int compare_alerts(const void *a, const void *b)
{
	const struct case_alert *left = a, *right = b;

	if (left->is_decided != right->is_decided)
		return left->is_decided ? -1 : 1;
	if (left->decided_us != right->decided_us)
		return left->decided_us < right->decided_us ? -1 : 1;
	return (left->id > right->id) - (left->id < right->id);
}

bool doubts_is_over(const struct case_subject *subject)
{
	return subject->scope == CASE_DOUBT && subject->n_members == 0;
}

static void lend(struct judging *judging, const struct case_subject *from, struct case_subject *to)
{
	for (size_t i = 0; i < from->n_alerts; i++) {
		if (!from->alerts[i].is_decided)
			continue;
		to->alerts = arena_grow(&judging->arena, to->alerts, to->n_alerts, &to->alerts_room,
					sizeof *to->alerts);
		to->alerts[to->n_alerts++] = from->alerts[i];
	}
	if (to->n_alerts > 0)
		qsort(to->alerts, to->n_alerts, sizeof *to->alerts, compare_alerts);
}

void doubts_bequeath(struct judging *judging, struct case_subject *heir)
{
	for (size_t i = 0; i < judging->n_subjects; i++)
		if (doubts_is_over(judging->subjects[i]))
			lend(judging, judging->subjects[i], heir);
}

void doubts_borrow(struct judging *judging, struct case_subject *subject)
{
	for (size_t i = 0; i < subject->n_members; i++)
		lend(judging, subject->members[i].child->self, subject);
}

/* The level of the undecided alert that a subject has of a rule once the run is done. */
static bool find_level(const struct judging *judging, const struct case_subject *subject,
		       const char *rule, enum level *ret)
{
	bool stands = false;

	for (size_t i = 0; i < subject->n_alerts; i++)
		if (!subject->alerts[i].is_decided && strcmp(subject->alerts[i].rule, rule) == 0) {
			*ret = subject->alerts[i].level;
			stands = true;
		}
	for (size_t i = 0; i < judging->n_changes; i++) {
		const struct case_change *change = &judging->changes[i];

		if (change->subject != subject || strcmp(change->alert.rule, rule) != 0)
			continue;
		*ret = change->alert.level;
		stands = change->kind != CHANGE_WITHDRAW;
	}
	return stands;
}

static bool is_told(const struct judging *judging, const struct case_child *child, const char *rule,
		    enum level level)
{
	enum level found = LEVEL_BLUE;

	return find_level(judging, child->self, rule, &found) && found >= level;
}

const struct case_subject *doubts_untold(struct judging *judging,
					 const struct case_subject *subject, const char *rule,
					 enum level level)
{
	struct case_subject *rest = arena_new(&judging->arena, 1, sizeof *rest);

	*rest = *subject;
	rest->members = arena_new(&judging->arena, subject->n_members, sizeof *rest->members);
	rest->n_members = 0;
	for (size_t i = 0; i < subject->n_members; i++)
		if (!is_told(judging, subject->members[i].child, rule, level))
			rest->members[rest->n_members++] = subject->members[i];
	if (rest->n_members == subject->n_members)
		return subject;
	subject_unite(&judging->arena, rest);
	return rest;
}

/* ---- What is written of them ---- */

bool doubts_bind_old(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (!judging->regroups || judging->n_old_groups == 0)
		return false;
	params_array(params, PARAM_INT8, judging->n_old_groups);
	for (size_t i = 0; i < judging->n_old_groups; i++)
		params_add_int8(params, judging->old_groups[i]);
	return true;
}

struct membership {
	int64_t child, group;
};

bool doubts_bind_new(void *context, struct params *params)
{
	struct judging *judging = context;
	struct membership *list;
	const struct membership *row, **rows;
	size_t n = 0;

	for (size_t i = 0; judging->regroups && i < judging->n_subjects; i++)
		if (judging->subjects[i]->scope == CASE_DOUBT)
			n += judging->subjects[i]->n_members;
	if (n == 0)
		return false;
	list = arena_new(&judging->arena, n, sizeof *list);
	rows = arena_new(&judging->arena, n, sizeof *rows);
	n = 0;
	for (size_t i = 0; i < judging->n_subjects; i++) {
		const struct case_subject *subject = judging->subjects[i];

		for (size_t j = 0; subject->scope == CASE_DOUBT && j < subject->n_members; j++) {
			list[n] = (struct membership){ subject->members[j].child->id, subject->id };
			rows[n] = &list[n];
			n++;
		}
	}
	INT8S(row->child);
	INT8S(row->group);
	return true;
}
