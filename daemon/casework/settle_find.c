/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casework/decide.h"
#include "casework/rationale.h"
#include "settle_private.h"

/* What a person's word is about, before the locks and behind them; and whether it can be done. */

bool settle_refuse(struct settling *settling, enum identity_status status, struct err *err,
		   const char *fmt, ...)
{
	va_list args;

	settling->settled.status = status;
	va_start(args, fmt);
	vsnprintf(settling->settled.text, sizeof settling->settled.text, fmt, args);
	va_end(args);
	return err_set(err, ERR_INPUT, "%s", settling->settled.text);
}

bool settle_check_words(struct settling *settling, struct err *err)
{
	const struct identity_order *order = settling->order;
	size_t person = text_characters(order->person);

	if (person == 0 || person > PERSON_MOST)
		return settle_refuse(settling, IDENTITY_WRONG, err,
				     "say who says so, in 1 to %d characters", PERSON_MOST);
	if (!rationale_check(order->reason, NULL, 0, err))
		return settle_refuse(settling, IDENTITY_WRONG, err, "%s", err->text);
	return true;
}

/* ---- The review ---- */

bool settle_bind_review(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settle_is(settling, ON_SAME | ON_DIFFERENT))
		return false;
	params_int8(params, settling->order->review);
	return true;
}

static bool read_review(struct settling *settling, const struct rows *rows, int64_t sides[2],
			struct err *err)
{
	long long review = (long long)settling->order->review;

	if (rows_count(rows) == 0)
		return settle_refuse(settling, IDENTITY_NOT_FOUND, err, "there is no review %lld",
				     review);
	if (strcmp(rows_text(rows, 0, 2), "open") != 0)
		return settle_refuse(settling, IDENTITY_SETTLED, err,
				     "review %lld was settled before: %s", review,
				     rows_text(rows, 0, 2));
	sides[0] = rows_int8(rows, 0, 0);
	sides[1] = rows_int8(rows, 0, 1);
	return true;
}

/* The older child stays. */
bool settle_take_review(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;
	int64_t sides[2] = { 0 };

	if (!read_review(settling, rows, sides, err))
		return false;
	settling->first = sides[0] < sides[1] ? sides[0] : sides[1];
	settling->second = sides[0] < sides[1] ? sides[1] : sides[0];
	return true;
}

static bool lose_race(struct settling *settling, struct err *err)
{
	settling->judging.lost_race = true;
	return err_set(err, ERR_RETRY, "another transaction told of the same children");
}

bool settle_check_review(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;
	int64_t sides[2] = { 0 };

	if (!read_review(settling, rows, sides, err))
		return false;
	return sides[0] + sides[1] == settling->first + settling->second ||
	       lose_race(settling, err);
}

/* ---- The children ---- */

bool settle_bind_sides(void *context, struct params *params)
{
	const struct settling *settling = context;

	params_array(params, PARAM_INT8, 2);
	params_add_int8(params, settling->first);
	params_add_int8(params, settling->second != 0 ? settling->second : settling->first);
	return true;
}

static void read_side(struct settling *settling, const struct rows *rows, size_t row,
		      struct settle_side *ret)
{
	ret->id = rows_int8(rows, row, 0);
	ret->became = rows_is_null(rows, row, 1) ? 0 : rows_int8(rows, row, 1);
	ret->n_doubt_with = rows_array_count(rows, row, 2);
	ret->doubt_with = arena_new(&settling->judging.arena, ret->n_doubt_with,
				    sizeof *ret->doubt_with);
	for (size_t i = 0; i < ret->n_doubt_with; i++)
		ret->doubt_with[i] = rows_array_int8(rows, row, 2, i);
}

static bool check_side(struct settling *settling, int64_t id, struct err *err)
{
	for (size_t i = 0; i < settling->n_sides; i++) {
		const struct settle_side *side = &settling->sides[i];

		if (side->id != id)
			continue;
		return side->became == 0 ||
		       settle_refuse(settling, IDENTITY_SETTLED, err,
				     "child %lld is part of child %lld already", (long long)id,
				     (long long)side->became);
	}
	return settle_refuse(settling, IDENTITY_NOT_FOUND, err, "there is no child %lld",
			     (long long)id);
}

static int compare_ids(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* The two, and all who are in doubt with either. */
static void list_locked(struct settling *settling)
{
	struct judging *judging = &settling->judging;
	size_t n = 2 + judging->n_added, kept = 0;
	int64_t *ids;

	for (size_t i = 0; i < settling->n_sides; i++)
		n += settling->sides[i].n_doubt_with;
	/* One more: whom a split makes. */
	ids = arena_new(&judging->arena, n + 1, sizeof *ids);
	n = 0;
	ids[n++] = settling->first;
	if (settling->second != 0)
		ids[n++] = settling->second;
	for (size_t i = 0; i < judging->n_added; i++)
		ids[n++] = judging->added[i];
	for (size_t i = 0; i < settling->n_sides; i++)
		for (size_t j = 0; j < settling->sides[i].n_doubt_with; j++)
			ids[n++] = settling->sides[i].doubt_with[j];
	qsort(ids, n, sizeof *ids, compare_ids);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || ids[i] != ids[kept - 1])
			ids[kept++] = ids[i];
	judging->locked = ids;
	judging->n_locked = kept;
}

bool settle_take_sides(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;

	settling->n_sides = rows_count(rows);
	settling->sides = arena_new(&settling->judging.arena, settling->n_sides,
				    sizeof *settling->sides);
	for (size_t i = 0; i < settling->n_sides; i++)
		read_side(settling, rows, i, &settling->sides[i]);
	if (!check_side(settling, settling->first, err) ||
	    (settling->second != 0 && !check_side(settling, settling->second, err)))
		return false;
	if (settling->first == settling->second)
		return settle_refuse(settling, IDENTITY_NOTHING, err,
				     "child %lld cannot be merged with itself",
				     (long long)settling->first);
	list_locked(settling);
	return true;
}

bool settle_check_sides(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;
	bool same = rows_count(rows) == settling->n_sides;

	for (size_t i = 0; same && i < settling->n_sides; i++)
		same = rows_int8(rows, i, 0) == settling->sides[i].id &&
		       (rows_is_null(rows, i, 1) ? 0 : rows_int8(rows, i, 1)) ==
			       settling->sides[i].became;
	return same || lose_race(settling, err);
}

/* ---- The moment ---- */

bool settle_bind_moment(void *context, struct params *params)
{
	const struct settling *settling = context;
	const struct identity_order *order = settling->order;

	settle_bind_sides(context, params);
	params_array(params, PARAM_INT8, order->n_aliases);
	for (size_t i = 0; i < order->n_aliases; i++)
		params_add_int8(params, order->aliases[i]);
	params_bool(params, settle_is(settling, ON_SPLIT));
	return true;
}

static bool check_split(struct settling *settling, int64_t links, int64_t given, struct err *err)
{
	long long child = (long long)settling->first;

	if (given == 0 || given < (int64_t)settling->order->n_aliases)
		return settle_refuse(settling, IDENTITY_NOT_FOUND, err,
				     "not all of these are records of child %lld: "
				     "`concernctl identity show --child %lld` lists them",
				     child, child);
	if (given == links)
		return settle_refuse(settling, IDENTITY_NOTHING, err,
				     "these are all records of child %lld: nothing would be left",
				     child);
	return true;
}

static bool check_apart(struct settling *settling, const char *apart_by, struct err *err)
{
	if (apart_by == NULL || settling->order->overrules)
		return true;
	return settle_refuse(settling, IDENTITY_APART, err,
			     "%s said that these are two different children: ask first, and say "
			     "so with --overrule",
			     apart_by);
}

static void add_second(struct settling *settling)
{
	struct judging *judging = &settling->judging;
	size_t at = judging->n_locked;

	for (size_t i = 0; i < judging->n_locked; i++)
		if (judging->locked[i] == settling->second)
			return;
	for (; at > 0 && judging->locked[at - 1] > settling->second; at--)
		judging->locked[at] = judging->locked[at - 1];
	judging->locked[at] = settling->second;
	judging->n_locked++;
}

static void place_children(struct judging *judging)
{
	judging->locked_children = arena_new(&judging->arena, judging->n_locked,
					     sizeof *judging->locked_children);
	for (size_t i = 0; i < judging->n_locked; i++) {
		judging->locked_children[i] = find_child_on_file(judging, judging->locked[i]);
		judging->locked_children[i]->is_judged = true;
	}
}

bool settle_take_moment(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;

	settling->at_us = rows_time(rows, 0, 0);
	if (settle_is(settling, ON_SPLIT)) {
		if (!check_split(settling, rows_int8(rows, 0, 2), rows_int8(rows, 0, 3), err))
			return false;
		settling->comes_back = !rows_is_null(rows, 0, 4);
		settling->is_new = !settling->comes_back;
		settling->second = rows_int8(rows, 0, settling->comes_back ? 4 : 1);
		add_second(settling);
	} else if (settle_is(settling, ON_SAME | ON_MERGE) &&
		   !check_apart(settling, rows_text(rows, 0, 5), err)) {
		return false;
	}
	if (settle_is(settling, ON_SAME | ON_MERGE))
		settling->judging.heir = settling->first;
	settling->settled.child = settling->first;
	settling->settled.other = settling->second;
	place_children(&settling->judging);
	return true;
}
