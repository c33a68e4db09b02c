/* SPDX-License-Identifier: Apache-2.0 */
#include "persons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "homes.h"
#include "judge_private.h"

/*
 * Whom each contact of the run speaks of. Contacts are placed one after the other, each among what
 * is on file and what those before it said: two contacts of one run on one new child open one.
 */

static struct case_child *open_child(struct judging *judging)
{
	struct case_child *child = arena_new(&judging->arena, 1, sizeof *child);

	child->id = NEW_CHILD + (int64_t)judging->n_children;
	child->is_new = true;
	judging->children = arena_grow(&judging->arena, judging->children, judging->n_children,
				       &judging->children_room, sizeof *judging->children);
	judging->children[judging->n_children++] = child;
	judging->n_new++;
	return child;
}

static struct case_child *find_child(const struct judging *judging, int64_t id)
{
	return id >= NEW_CHILD ? judging->children[id - NEW_CHILD] : find_child_known(judging, id);
}

/* The children of the rows that the entry has already. */
static size_t list_taken(struct judging *judging, size_t first_row, int64_t **ret)
{
	size_t n = judging->n_rows - first_row;

	*ret = arena_new(&judging->arena, n, sizeof **ret);
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = judging->rows[first_row + i].child->id;
	return n;
}

/* A child that one contact names twice has a row for each record of it. */
static int32_t count_rows(const struct judging *judging, size_t first_row,
			  const struct case_alias *alias, const struct fact_person *person)
{
	int32_t n = 0;

	for (size_t i = first_row; i < judging->n_rows; i++)
		n += judging->rows[i].child == alias->child &&
		     judging->rows[i].person->about == person->about;
	return n;
}

static bool has_row(const struct judging *judging, size_t first_row, const struct case_alias *alias,
		    const struct fact_person *person)
{
	for (size_t i = first_row; i < judging->n_rows; i++)
		if (judging->rows[i].alias == alias &&
		    judging->rows[i].person->about == person->about)
			return true;
	return false;
}

static const char *levels_text(struct judging *judging, const struct levels *levels)
{
	char text[LEVELS_TEXT_BYTES];

	return arena_strdup(&judging->arena,
			    compare_levels_text(levels, &judging->judge->weights, text));
}

static void add_doubts(struct judging *judging, const struct case_alias *alias,
		       const struct proposal *proposal)
{
	for (size_t i = 0; i < proposal->n_doubts; i++) {
		const struct doubt *doubt = &proposal->doubts[i];

		judging->doubts = arena_grow(&judging->arena, judging->doubts, judging->n_doubts,
					     &judging->doubts_room, sizeof *judging->doubts);
		judging->doubts[judging->n_doubts++] = (struct case_doubt){
			.child = alias->child,
			.other = find_child(judging, doubt->child),
			.alias = alias,
			.weight = doubt->bits,
			.bits = arena_printf(&judging->arena, "%.3f", doubt->bits),
			.levels = levels_text(judging, &doubt->levels),
		};
	}
}

/* Where numbers were on file, keys were not asked for; and then they decided nothing. */
static void ask_wider(struct judging *judging, const struct case_person *person)
{
	size_t i = (size_t)(person - judging->persons);

	for (size_t j = 0; j < judging->n_wide; j++)
		if (judging->wide[j] == (int32_t)i)
			return;
	judging->wider = arena_grow(&judging->arena, judging->wider, judging->n_wider,
				    &judging->wider_room, sizeof *judging->wider);
	judging->wider[judging->n_wider++] = (int32_t)i;
}

static void decide(struct judging *judging, const struct case_person *person, size_t first_row,
		   struct proposal *ret)
{
	struct match_question question = { .said = &person->said,
					   .weights = &judging->judge->weights,
					   .children = names_children(judging->judge->names) };
	int64_t *taken;

	question.n_taken = list_taken(judging, first_row, &taken);
	question.taken = taken;
	question.candidates = known_candidates(judging, person, &question.n_candidates);
	match_decide(&question, ret);
	if (ret->verdict != VERDICT_LINK && person->n_keys > 0 && known_told(judging, person))
		ask_wider(judging, person);
}

static struct case_alias *place_alias(struct judging *judging, struct case_person *person,
				      const struct proposal *proposal)
{
	struct case_child *child = proposal->child != 0 ? find_child(judging, proposal->child)
							: open_child(judging);
	struct case_alias *alias = known_same(judging, child, person->hash);

	if (person->said.is_multiple)
		child->becomes_twin = true;
	person->asks_keys = child->is_new;
	if (alias != NULL)
		return alias;
	alias = &judging->aliases[judging->n_aliases];
	*alias = (struct case_alias){ .said = person->said,
				      .person = person->person,
				      .asked = person,
				      .reason = proposal->reason,
				      .child = child };
	memcpy(alias->hash, person->hash, sizeof alias->hash);
	if (proposal->best != 0) {
		alias->bits = arena_printf(&judging->arena, "%.3f", proposal->bits);
		alias->levels = levels_text(judging, &proposal->levels);
	}
	known_add(judging, judging->n_aliases++);
	add_doubts(judging, alias, proposal);
	return alias;
}

static void place_person(struct judging *judging, struct case_entry *entry, size_t first_row,
			 struct case_person *person)
{
	struct proposal proposal;

	decide(judging, person, first_row, &proposal);
	struct case_alias *alias = place_alias(judging, person, &proposal);

	if (has_row(judging, first_row, alias, person->person))
		return;
	int32_t nth = count_rows(judging, first_row, alias, person->person);

	judging->rows = arena_grow(&judging->arena, judging->rows, judging->n_rows,
				   &judging->rows_room, sizeof *judging->rows);
	judging->rows[judging->n_rows++] = (struct case_row){ entry, person->person, alias,
							      alias->child, nth };
}

static int compare_children(const void *a, const void *b)
{
	const struct case_child *left = *(struct case_child *const *)a;
	const struct case_child *right = *(struct case_child *const *)b;

	return (left->id > right->id) - (left->id < right->id);
}

static void lock_child(struct judging *judging, struct case_child *child)
{
	if (!child->is_listed && !child->is_new)
		judging->locked_children[judging->n_locked++] = child;
	child->is_listed = true;
}

static void list_child(struct judging *judging, struct case_child *child)
{
	lock_child(judging, child);
	child->is_judged = true;
}

/* To which team a child is open is for routes and the screen. */
static void list_row(struct judging *judging, const struct case_row *row)
{
	if (row->entry->type == EVENT_CHILD_STATUS)
		lock_child(judging, row->child);
	else
		list_child(judging, row->child);
}

/* True if this run tells anything new of the contact. */
static bool is_told_of(const struct judging *judging, const struct case_matter *matter)
{
	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].matter == matter &&
		    judging->entries[i].status == CASE_RECORDED)
			return true;
	return false;
}

struct to_lock {
	int64_t *list;
	size_t n, room;
};

static void want(struct judging *judging, struct to_lock *ids, int64_t id)
{
	ids->list = arena_grow(&judging->arena, ids->list, ids->n, &ids->room, sizeof *ids->list);
	ids->list[ids->n++] = id;
}

/* The children whom a correction bears on, and those in doubt with any who is judged. */
static void list_others(struct judging *judging, struct to_lock *ids)
{
	for (size_t i = 0; i < judging->n_asked; i++)
		want(judging, ids, judging->asked[i]);
	for (size_t i = 0; i < judging->n_added; i++)
		want(judging, ids, judging->added[i]);
	for (size_t i = 0; i < judging->n_matters; i++) {
		const struct case_matter *matter = &judging->matters[i];

		for (size_t j = 0; matter->n_children > 0 && is_told_of(judging, matter) &&
				   j < matter->n_children;
		     j++)
			want(judging, ids, matter->children[j]);
	}
	for (size_t i = 0; i < judging->n_locked; i++) {
		const struct case_child *child = judging->locked_children[i];

		for (size_t j = 0; j < child->n_doubt_with; j++)
			want(judging, ids, child->doubt_with[j]);
	}
}

/* Children on file whom a row speaks of, or a contact that is corrected named before, and all who are
 * in doubt with them, or on whom something may bear through a household: locked in id order. */
static void list_locked(struct judging *judging)
{
	size_t n = judging->n_rows + judging->n_doubts;
	struct case_child **named = arena_new(&judging->arena, n, sizeof(struct case_child *));
	struct to_lock others = { .n = 0 };
	int64_t *kin;
	size_t n_kin;

	judging->locked_children = named;
	for (size_t i = 0; i < judging->n_rows; i++)
		list_row(judging, &judging->rows[i]);
	for (size_t i = 0; i < judging->n_doubts; i++)
		list_child(judging, find_child(judging, judging->doubts[i].other->id));
	list_others(judging, &others);
	n_kin = homes_list_children(judging, &kin);
	n = judging->n_locked;
	judging->locked_children = arena_new(&judging->arena, n + others.n + n_kin,
					     sizeof(struct case_child *));
	memcpy(judging->locked_children, named, n * sizeof(struct case_child *));
	for (size_t i = 0; i < others.n; i++)
		list_child(judging, find_child_on_file(judging, others.list[i]));
	for (size_t i = 0; i < n_kin; i++)
		lock_child(judging, find_child_on_file(judging, kin[i]));
	judging->locked = arena_new(&judging->arena, judging->n_locked, sizeof *judging->locked);
	qsort(judging->locked_children, judging->n_locked, sizeof *judging->locked_children,
	      compare_children);
	for (size_t i = 0; i < judging->n_locked; i++)
		judging->locked[i] = judging->locked_children[i]->id;
}

static int compare_stripes(const void *a, const void *b)
{
	const int32_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Ascending and each once: returns how many are left. */
static size_t sort_stripes(int32_t *stripes, size_t n)
{
	size_t left = 0;

	if (n > 0)
		qsort(stripes, n, sizeof *stripes, compare_stripes);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || stripes[i] != stripes[left - 1])
			stripes[left++] = stripes[i];
	return left;
}

/* The stripes of all by which children that are opened are found. */
static void list_stripes(struct judging *judging)
{
	const struct case_homes *homes = judging->homes;
	size_t n = 0;

	judging->stripes = arena_new(&judging->arena,
				     PERSON_STRIPES * (judging->n_aliases - judging->n_on_file) +
					     2 * (homes->n_aliases - homes->n_on_file),
				     sizeof *judging->stripes);
	for (size_t i = judging->n_on_file; i < judging->n_aliases; i++)
		if (judging->aliases[i].child->is_new)
			n += known_stripes(judging->aliases[i].asked, judging->stripes + n);
	n += adults_list_stripes(judging, judging->stripes + n, STRIPES);
	judging->n_stripes = sort_stripes(judging->stripes, n);
}

void persons_hold_early(struct judging *judging, const int32_t *stripes, size_t n)
{
	if (n == 0)
		return;
	judging->early = arena_new(&judging->arena, n + PERSON_STRIPES * judging->n_persons,
				   sizeof *judging->early);
	memcpy(judging->early, stripes, n * sizeof *stripes);
	for (size_t i = 0; i < judging->n_persons; i++)
		n += known_stripes(&judging->persons[i], judging->early + n);
	judging->n_early = sort_stripes(judging->early, n);
}

bool persons_place(struct judging *judging, struct err *err)
{
	known_index(judging, judging->n_persons);
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];
		size_t first_row = judging->n_rows;

		if (!entry->has_rows)
			continue;
		for (size_t j = 0; j < entry->fact->n_children; j++)
			place_person(judging, entry, first_row,
				     &judging->persons[entry->first_person + j]);
		entry->first_row = first_row;
		entry->n_rows = judging->n_rows - first_row;
	}
	adults_place(judging);
	homes_place(judging);
	list_locked(judging);
	list_stripes(judging);
	judging->lost_race = judging->n_wider > 0;
	return judging->n_wider == 0 ||
	       err_set(err, ERR_RETRY, "numbers decide nothing: names have to be asked for");
}

void persons_forget(struct judging *judging)
{
	judging->n_aliases = judging->n_on_file = 0;
	judging->found[0].n = judging->found[1].n = 0;
	judging->n_children = judging->n_new = judging->children_room = 0;
	judging->n_slots = 0;
	judging->n_rows = judging->rows_room = 0;
	judging->n_doubts = judging->doubts_room = 0;
	judging->n_locked = judging->n_stripes = 0;
}

/* Every stripe is among those that are held; both lists ascend. */
static bool holds_stripes(const struct judging *judging, const struct judging *before)
{
	size_t held = 0;

	for (size_t i = 0; i < judging->n_stripes; i++) {
		while (held < before->n_stripes && before->stripes[held] < judging->stripes[i])
			held++;
		if (held == before->n_stripes || before->stripes[held] != judging->stripes[i])
			return false;
	}
	return true;
}

bool persons_keep_locks(struct judging *judging, const struct judging *before)
{
	size_t n_to_be = judging->n_aliases - judging->n_on_file, found = 0;
	struct case_child **children = arena_new(&judging->arena, before->n_locked,
						 sizeof *children);

	/* Both lists ascend. */
	for (size_t i = 0; i < before->n_locked; i++)
		if (found < judging->n_locked && judging->locked[found] == before->locked[i])
			children[i] = judging->locked_children[found++];
	bool holds = found == judging->n_locked && holds_stripes(judging, before) &&
		     n_to_be <= before->n_aliases - before->n_on_file &&
		     judging->n_new <= before->n_new;

	judging->locked = before->locked;
	judging->locked_children = children;
	judging->n_locked = before->n_locked;
	return holds;
}
