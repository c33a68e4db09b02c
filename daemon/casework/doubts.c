/* SPDX-License-Identifier: Apache-2.0 */
#include "doubts.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP_MOST = 8 };
enum { MEMBER, REVIEW, APART, MOVED }; /* kinds of rows */

/* A review between two children, to be opened or open. */
struct edge {
	struct case_child *a, *b;
	double bits;
};

struct grouping {
	struct judging *judging;
	struct case_child **children; /* each once */
	size_t n;
	struct edge *edges;
	size_t n_edges;
	const struct rows *rows;
	int64_t *old; /* groups that there were */
	size_t n_old;
};

bool doubts_bind(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->fires || judging->sweeps)
		return false;
	return load_bind_children(context, params);
}

/* ---- What is there ---- */

static struct case_child *find_locked(struct judging *judging, int64_t id)
{
	for (size_t i = 0; i < judging->n_locked; i++) {
		if (judging->locked[i] != id)
			continue;
		if (judging->locked_children[i] == NULL)
			judging->locked_children[i] = find_child_on_file(judging, id);
		judging->locked_children[i]->is_judged = true;
		return judging->locked_children[i];
	}
	return NULL;
}

static void add_child(struct grouping *grouping, struct case_child *child)
{
	for (size_t i = 0; i < grouping->n; i++)
		if (grouping->children[i] == child)
			return;
	child->root = child;
	child->n_group = 1;
	grouping->children[grouping->n++] = child;
}

static void want_more(struct judging *judging, int64_t id)
{
	judging->more = arena_grow(&judging->arena, judging->more, judging->n_more,
				   &judging->more_room, sizeof *judging->more);
	judging->more[judging->n_more++] = id;
}

static void add_old(struct grouping *grouping, int64_t group)
{
	for (size_t i = 0; i < grouping->n_old; i++)
		if (grouping->old[i] == group)
			return;
	grouping->old[grouping->n_old++] = group;
}

static void take_member(struct grouping *grouping, size_t row)
{
	struct case_child *child = find_locked(grouping->judging,
					       rows_int8(grouping->rows, row, 1));

	if (child == NULL) {
		want_more(grouping->judging, rows_int8(grouping->rows, row, 1));
		return;
	}
	child->doubt_id = rows_int8(grouping->rows, row, 2);
	add_old(grouping, child->doubt_id);
	add_child(grouping, child);
}

static void add_edge(struct grouping *grouping, struct case_child *a, struct case_child *b,
		     double bits)
{
	add_child(grouping, a);
	add_child(grouping, b);
	grouping->edges[grouping->n_edges++] = (struct edge){ a, b, bits };
}

/* True if something told now is of a contact that named the child before: it has to reach the child
 * where that contact is now. */
static bool is_corrected(const struct judging *judging, int64_t child)
{
	for (size_t i = 0; i < judging->n_matters; i++)
		for (size_t j = 0; j < judging->matters[i].n_children; j++)
			if (judging->matters[i].children[j] == child)
				return true;
	return false;
}

static void take_row(struct grouping *grouping, size_t row)
{
	struct judging *judging = grouping->judging;
	int64_t a = rows_int8(grouping->rows, row, 1), b = rows_int8(grouping->rows, row, 2);

	switch (rows_int4(grouping->rows, row, 0)) {
	case MEMBER:
		take_member(grouping, row);
		break;
	case REVIEW:
		add_edge(grouping, find_locked(judging, a), find_locked(judging, b),
			 rows_double(grouping->rows, row, 3));
		break;
	case MOVED:
		if (is_corrected(judging, a) && find_locked(judging, b) == NULL)
			want_more(judging, b);
		break;
	default:
		break; /* APART: are_apart() */
	}
}

static void take_rows(struct grouping *grouping)
{
	struct judging *judging = grouping->judging;
	size_t n = rows_count(grouping->rows), room = 2 * (n + judging->n_doubts);

	grouping->children = arena_new(&judging->arena, room, sizeof *grouping->children);
	grouping->edges = arena_new(&judging->arena, room, sizeof *grouping->edges);
	grouping->old = arena_new(&judging->arena, n, sizeof *grouping->old);
	for (size_t i = 0; i < n; i++)
		take_row(grouping, i);
	for (size_t i = 0; i < judging->n_doubts; i++)
		add_edge(grouping, judging->doubts[i].child, judging->doubts[i].other,
			 judging->doubts[i].weight);
}

/* ---- The groups ---- */

/* The strongest first; of equals the oldest children. */
static int compare_edges(const void *a, const void *b)
{
	const struct edge *left = a, *right = b;

	if (left->bits != right->bits)
		return left->bits > right->bits ? -1 : 1;
	if (left->a->id != right->a->id)
		return left->a->id < right->a->id ? -1 : 1;
	return (left->b->id > right->b->id) - (left->b->id < right->b->id);
}

static struct case_child *root_of(struct case_child *child)
{
	while (child->root != child)
		child = child->root;
	return child;
}

/* True if a person told any of the one group apart from any of the other. */
static bool are_apart(const struct grouping *grouping, const struct case_child *one,
		      const struct case_child *other)
{
	for (size_t i = 0; i < rows_count(grouping->rows); i++) {
		if (rows_int4(grouping->rows, i, 0) != APART)
			continue;
		struct case_child *a =
			root_of(find_locked(grouping->judging, rows_int8(grouping->rows, i, 1)));
		struct case_child *b =
			root_of(find_locked(grouping->judging, rows_int8(grouping->rows, i, 2)));

		if ((a == one && b == other) || (a == other && b == one))
			return true;
	}
	return false;
}

/* Every child told apart must have a root, in a group or not. */
static void root_apart(struct grouping *grouping)
{
	for (size_t i = 0; i < rows_count(grouping->rows); i++)
		for (int column = 1; column <= 2 && rows_int4(grouping->rows, i, 0) == APART;
		     column++) {
			struct case_child *child = find_locked(
				grouping->judging, rows_int8(grouping->rows, i, column));

			if (child->root == NULL)
				child->root = child;
		}
}

static void join_edges(struct grouping *grouping)
{
	root_apart(grouping);
	if (grouping->n_edges > 0)
		qsort(grouping->edges, grouping->n_edges, sizeof *grouping->edges, compare_edges);
	for (size_t i = 0; i < grouping->n_edges; i++) {
		struct case_child *a = root_of(grouping->edges[i].a);
		struct case_child *b = root_of(grouping->edges[i].b);

		if (a == b || a->n_group + b->n_group > GROUP_MOST || are_apart(grouping, a, b))
			continue;
		b->root = a;
		a->n_group += b->n_group;
	}
}

/* As they stand on file. */
static void join_old(struct grouping *grouping)
{
	for (size_t i = 0; i < grouping->n; i++)
		for (size_t j = 0; j < i; j++) {
			struct case_child *a = root_of(grouping->children[j]);
			struct case_child *b = root_of(grouping->children[i]);

			if (a == b || grouping->children[i]->doubt_id == 0 ||
			    grouping->children[j]->doubt_id != grouping->children[i]->doubt_id)
				continue;
			b->root = a;
			a->n_group += b->n_group;
		}
}

/* ---- The subjects ---- */

static int compare_children(const void *a, const void *b)
{
	const struct case_child *left = *(struct case_child *const *)a;
	const struct case_child *right = *(struct case_child *const *)b;

	return (left->id > right->id) - (left->id < right->id);
}

/* The least group of a member that no other took; below 0, until it has one, for a new one. */
static int64_t take_id(struct grouping *grouping, const struct case_child *root)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < grouping->n; i++) {
		const struct case_child *child = grouping->children[i];

		for (size_t j = 0; root_of(grouping->children[i]) == root && j < grouping->n_old;
		     j++)
			if (grouping->old[j] == child->doubt_id && child->doubt_id != 0 &&
			    (best == SIZE_MAX || grouping->old[j] < grouping->old[best]))
				best = j;
	}
	if (best == SIZE_MAX)
		return -(int64_t)++grouping->judging->n_new_groups;
	int64_t id = grouping->old[best];

	grouping->old[best] = 0;
	return id;
}

static void list_group(struct grouping *grouping, struct case_child *root)
{
	struct judging *judging = grouping->judging;
	struct case_subject *subject = subject_add(judging, take_id(grouping, root), CASE_DOUBT);

	for (size_t i = 0; i < grouping->n; i++)
		if (root_of(grouping->children[i]) == root)
			subject_add_member(judging, subject, grouping->children[i]);
}

/* Groups that are no more are subjects without members: their alerts hold no longer. */
static void list_groups(struct grouping *grouping)
{
	struct judging *judging = grouping->judging;

	judging->old_groups = arena_new(&judging->arena, grouping->n_old,
					sizeof *judging->old_groups);
	judging->n_old_groups = grouping->n_old;
	if (grouping->n_old > 0)
		memcpy(judging->old_groups, grouping->old,
		       grouping->n_old * sizeof *judging->old_groups);
	if (grouping->n > 0)
		qsort(grouping->children, grouping->n, sizeof(struct case_child *),
		      compare_children);
	for (size_t i = 0; i < grouping->n; i++)
		if (root_of(grouping->children[i]) == grouping->children[i] &&
		    grouping->children[i]->n_group > 1)
			list_group(grouping, grouping->children[i]);
	for (size_t i = 0; i < grouping->n_old; i++)
		if (grouping->old[i] != 0)
			subject_add(judging, grouping->old[i], CASE_DOUBT);
}

bool doubts_take(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	struct grouping grouping = { .judging = judging, .rows = rows };

	take_rows(&grouping);
	if (judging->n_more > 0) {
		judging->lost_race = true;
		return err_set(err, ERR_RETRY, "other children are in doubt with these");
	}
	judging->regroups |= judging->n_doubts > 0;
	if (judging->regroups)
		join_edges(&grouping);
	else
		join_old(&grouping);
	list_groups(&grouping);
	return true;
}

void doubts_number(struct judging *judging, const struct rows *rows, int column)
{
	size_t n = 0;

	for (size_t i = 0; i < judging->n_subjects; i++)
		if (judging->subjects[i]->id < 0)
			judging->subjects[i]->id = rows_array_int8(rows, 0, column, n++);
}
