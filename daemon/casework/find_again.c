/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "case.h"
#include "persons.h"

/*
 * Who the persons of the run may be, asked again behind the locks: the statements themselves compare
 * with what came back before. Most often it is the same.
 */

/* The statement compares by itself, and then tells nothing but that. */
static bool is_as_before(const struct rows *rows)
{
	return rows_count(rows) == 1 && rows_int8(rows, 0, 0) == 0;
}

/* One that was found before, once more, after all was forgotten. */
static void find_again(struct judging *judging, struct case_alias *alias)
{
	const struct case_child *before = alias->child;
	struct case_child *child = find_child_on_file(judging, before->id);

	alias->child = child;
	if (child->is_whole)
		return;
	child->is_whole = true;
	child->is_sealed = before->is_sealed;
	child->has_twin = before->has_twin;
	child->apart = before->apart;
	child->n_apart = before->n_apart;
	child->doubt_with = before->doubt_with;
	child->n_doubt_with = before->n_doubt_with;
}

/* Appends those of `before` to what is found now: all but its parts, or the lone alone. */
static void keep_found(struct judging *judging, const struct case_found *before, bool lone_alone,
		       struct case_found *ret)
{
	const struct case_found now = *ret;

	ret->list = arena_new(&judging->arena, now.n + before->n, sizeof *ret->list);
	if (now.n > 0)
		memcpy(ret->list, now.list, now.n * sizeof *ret->list);
	for (size_t i = 0; i < before->n; i++) {
		if (before->list[i].is_part || (lone_alone && !before->list[i].is_lone))
			continue;
		ret->list[ret->n] = before->list[i];
		find_again(judging, &ret->list[ret->n++]);
	}
}

/* What is found from here on is all there is; who asks no keys again keeps whom they told of. */
static void begin_anew(struct judging *judging)
{
	judging->before = arena_new(&judging->arena, 1, sizeof *judging->before);
	*judging->before = *judging;
	persons_forget(judging);
	for (size_t i = 0; i < judging->n_persons; i++)
		judging->persons[i].asked_keys = judging->persons[i].asks_keys;
}

static void forget_sharers(struct judging *judging)
{
	for (size_t i = 0; i < judging->n_persons; i++) {
		struct case_person *person = &judging->persons[i];

		if (!person->asked_keys)
			continue;
		person->n_found = person->found_room = 0;
		person->n_shared = 0;
	}
}

static bool lose_race(struct judging *judging, struct err *err)
{
	judging->lost_race = true;
	return err_set(err, ERR_RETRY, "another transaction told of the same children");
}

/* True if who is near enough was read whole before: then as before, whoever else came. */
static bool near_is_known(struct judging *judging, const struct judging *before)
{
	size_t at = 0;

	persons_find_near(judging);
	for (size_t i = 0; i < judging->n_near; i++) {
		while (at < before->n_near && before->near[at].alias < judging->near[i].alias)
			at++;
		if (at == before->n_near || before->near[at].alias != judging->near[i].alias ||
		    before->near[at].by_itself < judging->near[i].by_itself)
			return false;
	}
	return true;
}

/* Nobody opens a child without having asked by keys behind the locks. */
static bool keys_were_asked(const struct judging *judging)
{
	for (size_t i = 0; i < judging->n_persons; i++)
		if (judging->persons[i].asks_keys && !judging->persons[i].asked_keys)
			return false;
	return true;
}

/* What identity relied on has changed since the locks were chosen. Everybody is placed anew; where
 * that needs no lock and no id more than was asked for, this transaction may go on. */
static bool place_anew(struct judging *judging, struct err *err)
{
	if (!near_is_known(judging, judging->before))
		return lose_race(judging, err);
	if (!persons_place(judging, err))
		return false;
	return (keys_were_asked(judging) && persons_keep_locks(judging, judging->before)) ||
	       lose_race(judging, err);
}

bool find_check_persons(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	if (is_as_before(rows))
		return true;
	begin_anew(judging);
	forget_sharers(judging);
	find_take_persons(judging, rows, err);
	return judging->before->n_near > 0 || place_anew(judging, err);
}

bool find_check_children(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	bool same = is_as_before(rows);

	if (same && judging->before == NULL)
		return true;
	if (judging->before == NULL) { /* nothing else has changed */
		begin_anew(judging);
		keep_found(judging, &judging->before->found[0], false, &judging->found[0]);
	}
	if (!same)
		find_take(judging, rows, &judging->found[1]);
	keep_found(judging, &judging->before->found[1], !same, &judging->found[1]);
	return place_anew(judging, err);
}
