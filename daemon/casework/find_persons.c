/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "judge_private.h"
#include "persons.h"

/*
 * What is on file of whom the persons of the run may be. Record ids and numbers bring whole children;
 * keys bring the aliases that share one, some hundreds, of which those that agree well enough have
 * their children read, one round trip more. Both are asked again behind the locks (find_again.c).
 */

/* ---- What comes back ---- */

/* By id, as long as no two share a slot; twice as many slots as children. */
static struct case_child **slot_of(struct case_child **slots, size_t n, int64_t id)
{
	size_t at = ((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (n - 1);

	while (slots[at] != NULL && slots[at]->id != id)
		at = (at + 1) & (n - 1);
	return &slots[at];
}

static void grow_slots(struct judging *judging)
{
	size_t n = judging->n_slots == 0 ? 16 : 2 * judging->n_slots;
	struct case_child **slots = arena_new(&judging->arena, n, sizeof(struct case_child *));

	for (size_t i = 0; i < judging->n_slots; i++)
		if (judging->slots[i] != NULL)
			*slot_of(slots, n, judging->slots[i]->id) = judging->slots[i];
	judging->slots = slots;
	judging->n_slots = n;
}

struct case_child *find_child_known(const struct judging *judging, int64_t id)
{
	return judging->n_slots == 0 ? NULL : *slot_of(judging->slots, judging->n_slots, id);
}

struct case_child *find_child_on_file(struct judging *judging, int64_t id)
{
	struct case_child *child = find_child_known(judging, id);

	if (child != NULL)
		return child;
	if (2 * (judging->n_children + 1) > judging->n_slots)
		grow_slots(judging);
	child = arena_new(&judging->arena, 1, sizeof *child);
	child->id = id;
	*slot_of(judging->slots, judging->n_slots, id) = child;
	judging->children = arena_grow(&judging->arena, judging->children, judging->n_children,
				       &judging->children_room, sizeof *judging->children);
	judging->children[judging->n_children++] = child;
	return child;
}

static enum said_sex sex_of(const char *name)
{
	return strcmp(name, "female") == 0 ? SAID_FEMALE
	       : strcmp(name, "male") == 0 ? SAID_MALE
					   : SAID_SEX_UNKNOWN;
}

static void take_birth(const struct rows *rows, size_t row, struct said *said)
{
	if (rows_is_null(rows, row, 13))
		return;
	if (rows_bool(rows, row, 14)) {
		said->is_unborn = true;
		said->expected_day = rows_date(rows, row, 13);
		return;
	}
	said->has_birth = true;
	said->birth_day = rows_date(rows, row, 13);
}

static void take_said(struct judging *judging, const struct rows *rows, size_t row,
		      struct said *said)
{
	struct arena *arena = &judging->arena;

	said->sender = arena_strdup(arena, rows_text(rows, row, 5));
	said->record = arena_strdup(arena, rows_text(rows, row, 6));
	said->nhs = arena_strdup(arena, rows_text(rows, row, 8));
	said->upn = arena_strdup(arena, rows_text(rows, row, 9));
	said->mother = arena_strdup(arena, rows_text(rows, row, 10));
	said_set_names(said, rows_text(rows, row, 11), rows_text(rows, row, 12));
	take_birth(rows, row, said);
	said->sex = sex_of(rows_text(rows, row, 15));
	said_set_postcode(said, rows_text(rows, row, 16));
	said->forename_seen = names_seen(judging->judge->names, said->forename);
}

static int64_t *take_ids(struct judging *judging, const struct rows *rows, size_t row, int column,
			 size_t *ret_n)
{
	size_t n = rows_array_count(rows, row, column);
	int64_t *ids = arena_new(&judging->arena, n, sizeof *ids);

	for (size_t i = 0; i < n; i++)
		ids[i] = rows_array_int8(rows, row, column, i);
	*ret_n = n;
	return ids;
}

/* Of one that is read whole. */
static void take_marks(struct judging *judging, const struct rows *rows, size_t row,
		       struct case_child *child)
{
	if (child->is_whole)
		return;
	child->is_whole = true;
	for (size_t i = 0; i < rows_array_count(rows, row, 17); i++) {
		size_t length;
		const char *flag = rows_array_text(rows, row, 17, i, &length);

		if (*flag == 'm')
			child->has_twin = true;
		else
			child->is_sealed = true;
	}
	child->apart = take_ids(judging, rows, row, 18, &child->n_apart);
	child->doubt_with = take_ids(judging, rows, row, 19, &child->n_doubt_with);
}

static int compare_ids(const void *a, const void *b)
{
	const struct case_alias *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

/* The part that led to an alias: it was asked about because of the first look. */
static const struct case_alias *find_part(const struct judging *judging,
					  const struct case_alias *alias)
{
	const struct judging *asked = judging->before != NULL ? judging->before : judging;
	const struct case_found *found = &asked->found[0];

	return bsearch(alias, found->list + found->n - found->n_parts, found->n_parts,
		       sizeof *alias, compare_ids);
}

/* Nothing else was said of its child, of whom there is nothing to be told. */
static void take_lone(const struct judging *judging, struct case_alias *alias)
{
	alias->said = find_part(judging, alias)->said;
	alias->is_lone = true;
	alias->child->is_whole = true;
}

static void take_whole(struct judging *judging, const struct rows *rows, size_t row,
		       struct case_alias *alias)
{
	size_t n;
	const void *hash = rows_bytes(rows, row, 7, &n);

	memcpy(alias->hash, hash, n < sizeof alias->hash ? n : sizeof alias->hash);
	take_said(judging, rows, row, &alias->said);
	take_marks(judging, rows, row, alias->child);
}

static void take_alias(struct judging *judging, const struct rows *rows, size_t row,
		       struct case_alias *alias)
{
	alias->id = rows_int8(rows, row, 0);
	alias->child_id = rows_int8(rows, row, 1);
	alias->child = find_child_on_file(judging, alias->child_id);
	alias->by_person = rows_bool(rows, row, 3);
	if (rows_bool(rows, row, 2))
		take_whole(judging, rows, row, alias);
	else
		take_lone(judging, alias);
}

/* One key that a person and an alias share. */
struct sharer {
	int64_t alias;
	const char *hint;
	size_t length;
	struct case_person *person;
};

static int compare_sharers(const void *a, const void *b)
{
	const struct sharer *left = a, *right = b;

	if (left->alias != right->alias)
		return left->alias < right->alias ? -1 : 1;
	return (left->person > right->person) - (left->person < right->person);
}

/* By alias and person. */
static struct sharer *read_sharers(struct judging *judging, const struct rows *rows, size_t row,
				   size_t *ret_n)
{
	struct rows_texts hints = rows_array_texts(rows, row, 20);
	size_t n = hints.left;
	struct sharer *sharers = arena_new(&judging->arena, n, sizeof *sharers);

	for (size_t i = 0; i < n; i++) {
		sharers[i].alias = rows_array_int8(rows, row, 21, i);
		sharers[i].person = &judging->persons[rows_array_int4(rows, row, 4, i)];
		sharers[i].hint = rows_next_text(&hints, &sharers[i].length);
	}
	qsort(sharers, n, sizeof *sharers, compare_sharers);
	*ret_n = n;
	return sharers;
}

static void find_with_person(struct judging *judging, struct case_person *person,
			     struct case_alias *alias)
{
	person->n_shared++;
	if (person->n_found > 0 && person->found[person->n_found - 1] == alias)
		return;
	person->found = arena_grow(&judging->arena, person->found, person->n_found,
				   &person->found_room, sizeof *person->found);
	person->found[person->n_found++] = alias;
}

/* The aliases that share a key with a person, each once, behind those that were read whole. */
static void take_sharers(struct judging *judging, const struct sharer *sharers, size_t n,
			 struct case_found *found)
{
	struct case_alias *alias = NULL;

	for (size_t i = 0; i < n; i++) {
		if (alias == NULL || alias->id != sharers[i].alias) {
			alias = &found->list[found->n++];
			found->n_parts++;
			alias->id = sharers[i].alias;
			alias->is_part = true;
			person_read_hint(&judging->arena, sharers[i].hint, sharers[i].length,
					 &alias->said);
			alias->said.forename_seen = names_seen(judging->judge->names,
							       alias->said.forename);
		}
		find_with_person(judging, sharers[i].person, alias);
	}
}

enum { SHARERS = -1 }; /* instead of an alias: the row that tells of those who share keys */

void find_take(struct judging *judging, const struct rows *rows, struct case_found *found)
{
	size_t n = rows_count(rows), n_sharers = 0, first = 0;
	struct sharer *sharers = NULL;

	if (n > 0 && rows_int8(rows, 0, 0) == SHARERS)
		sharers = read_sharers(judging, rows, first++, &n_sharers);
	found->list = arena_new(&judging->arena, n + n_sharers, sizeof *found->list);
	found->n = found->n_parts = 0;
	for (size_t i = first; i < n; i++)
		take_alias(judging, rows, i, &found->list[found->n++]);
	take_sharers(judging, sharers, n_sharers, found);
}

bool find_take_persons(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	(void)err;
	find_take(judging, rows, &judging->found[0]);
	return true;
}

bool find_take_children(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	find_take(judging, rows, &judging->found[1]);
	return persons_place(judging, err);
}
