/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <stdlib.h>
#include <string.h>

/*
 * From rows to contacts that stand. A contact has rows of each version that names the child, one a
 * bearing; what was told of it besides says which version stands, if any, and with which outcome.
 */

static int compare_corrections(const void *a, const void *b)
{
	const struct case_correction *left = a, *right = b;
	int order = strcmp(left->of_source, right->of_source);

	if (order == 0)
		order = strcmp(left->of_id, right->of_id);
	/* Of one event sent again and again, the later is to be behind the earlier. */
	return order != 0 ? order : (left->resend > right->resend) - (left->resend < right->resend);
}

/* Of contacts that no child on file has yet, the matters know what was told. One that is listed
 * twice says nothing else. */
void stand_sort(struct judging *judging)
{
	size_t n = judging->n_all_corrections;
	struct case_correction *all = arena_new(
		&judging->arena, n + judging->n_corrections + 2 * judging->n_entries, sizeof *all);

	if (n > 0)
		memcpy(all, judging->corrections, n * sizeof *all);
	for (size_t i = 0; i < judging->n_matters; i++)
		for (size_t j = 0; j < judging->matters[i].n_corrections; j++)
			all[n++] = judging->matters[i].corrections[j];
	n += corrections_list(judging, all + n);
	if (n > 0)
		qsort(all, n, sizeof *all, compare_corrections);
	judging->corrections = all;
	judging->n_all_corrections = n;
}

/* The corrections of a contact, side by side. */
static struct case_correction *find_corrections(const struct judging *judging,
						const struct case_contact *contact, size_t *ret_n)
{
	size_t low = 0, high = judging->n_all_corrections;
	struct case_correction *first;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct case_correction *at = &judging->corrections[middle];
		int order = strcmp(at->of_source, contact->source);

		if (order == 0)
			order = strcmp(at->of_id, contact->event_id);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	first = &judging->corrections[low];
	*ret_n = 0;
	while (low + *ret_n < judging->n_all_corrections &&
	       strcmp(first[*ret_n].of_source, contact->source) == 0 &&
	       strcmp(first[*ret_n].of_id, contact->event_id) == 0)
		++*ret_n;
	return first;
}

struct settled stand_settle(struct arena *arena, const struct case_correction *list, size_t n)
{
	struct correction *said = arena_new(arena, n + 1, sizeof *said);

	for (size_t i = 0; i < n; i++)
		said[i] = list[i].said;
	said[n] = (struct correction){ CORRECTION_RECORDED, INT64_MIN, "", "" };
	return corrections_settle(said, n + 1);
}

/* The rows of one contact; those of a version side by side. */
struct group {
	const struct case_contact *rows;
	size_t n;
	int32_t version; /* that stands */
	bool is_recorded, history;
	int64_t recorded_us;
};

/* When it was first recorded, from its first version, or from what knows of it. */
static void find_first(struct group *group, const struct case_correction *list, size_t n)
{
	if (group->rows[0].version == 1) {
		group->is_recorded = true;
		group->recorded_us = group->rows[0].recorded_us;
		group->history = group->rows[0].history;
	}
	for (size_t i = 0; i < n && !group->is_recorded; i++)
		if (list[i].has_first) {
			group->is_recorded = true;
			group->recorded_us = list[i].first_recorded_us;
			group->history = list[i].first_history;
		}
}

/* True if it bears on the child in that way by another record already. */
static bool has_bearing(const struct case_contact *contact, size_t n, enum about about)
{
	for (size_t i = 0; i < n; i++)
		if (contact->bearings[i].about == about)
			return true;
	return false;
}

/* The contact as its standing version says, with one bearing for each way in which it bears on the
 * child: the first record's; NULL if that version names the child no more. */
static bool gather_rows(struct arena *arena, const struct group *group, struct case_contact *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < group->n; i++) {
		if (group->rows[i].version != group->version)
			continue;
		if (n == 0) {
			*ret = group->rows[i];
			ret->bearings = arena_new(arena, group->n, sizeof *ret->bearings);
		}
		if (!has_bearing(ret, n, group->rows[i].bearing.about))
			ret->bearings[n++] = group->rows[i].bearing;
	}
	if (n == 0)
		return false;
	ret->n_bearings = n;
	ret->recorded_us = group->recorded_us;
	ret->history = group->history;
	return true;
}

static bool stand_group(struct judging *judging, struct group *group, struct case_contact *ret)
{
	size_t n;
	const struct case_correction *list = find_corrections(judging, &group->rows[0], &n);
	struct settled settled = { .stands = true, .data = n, .outcome = CORRECTION_NONE };

	find_first(group, list, n);
	if (!group->is_recorded)
		return false;
	if (n > 0)
		settled = stand_settle(&judging->arena, list, n);
	group->version = settled.data < n ? list[settled.data].version : 1;
	if (!settled.stands || !gather_rows(&judging->arena, group, ret))
		return false;
	ret->outcome = settled.outcome != CORRECTION_NONE ? list[settled.outcome].outcome : NULL;
	return true;
}

static int compare_rows(const void *a, const void *b)
{
	const struct case_contact *left = a, *right = b;

	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	if (left->version != right->version)
		return left->version < right->version ? -1 : 1;
	if (left->bearing.about != right->bearing.about)
		return left->bearing.about < right->bearing.about ? -1 : 1;
	return (left->bearing.birth_day > right->bearing.birth_day) -
	       (left->bearing.birth_day < right->bearing.birth_day);
}

void stand_rows(struct judging *judging, struct case_contact **list, size_t *n)
{
	struct case_contact *rows = *list, *stand = arena_new(&judging->arena, *n, sizeof *rows);
	size_t n_rows = *n, n_stand = 0;

	if (n_rows > 0)
		qsort(rows, n_rows, sizeof *rows, compare_rows);
	for (size_t i = 0, n_group; i < n_rows; i += n_group) {
		for (n_group = 1; i + n_group < n_rows && rows[i + n_group].id == rows[i].id;)
			n_group++;
		struct group group = { .rows = &rows[i], .n = n_group };

		if (stand_group(judging, &group, &stand[n_stand]))
			n_stand++;
	}
	*list = stand;
	*n = n_stand;
}

void stand_contacts(struct judging *judging, struct case_child *child)
{
	child->contacts_room = child->n_contacts;
	stand_rows(judging, &child->contacts, &child->n_contacts);
}
