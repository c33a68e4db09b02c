/* SPDX-License-Identifier: Apache-2.0 */
#include "homes.h"

#include <string.h>

/*
 * Households in the run: found, locked, and loaded with all who ever lived there. What a child's
 * locks keep as it is says which households are its own, so most runs learn behind their locks that
 * there are none, and look no further.
 */

/* ---- What there is ---- */

void homes_begin(struct judging *judging)
{
	judging->homes = arena_new(&judging->arena, 1, sizeof *judging->homes);
}

struct case_home *homes_find(struct judging *judging, int64_t id)
{
	struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < homes->n; i++)
		if (homes->list[i]->id == id)
			return homes->list[i];
	struct case_home *home = arena_new(&judging->arena, 1, sizeof *home);

	home->id = id;
	homes->list = arena_grow(&judging->arena, homes->list, homes->n, &homes->room,
				 sizeof *homes->list);
	homes->list[homes->n++] = home;
	return home;
}

static bool is_link(const struct case_entry *entry)
{
	return entry->status == CASE_RECORDED && entry->fact->household != NULL;
}

struct case_home *homes_of_link(const struct judging *judging, const struct fact *fact)
{
	const struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < homes->n; i++)
		if (homes->list[i]->name != NULL &&
		    strcmp(homes->list[i]->name, fact->household) == 0 &&
		    strcmp(homes->list[i]->sender, fact->sender) == 0)
			return homes->list[i];
	return NULL;
}

/* ---- Finding those that links speak of ---- */

static bool has_links(const struct judging *judging)
{
	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].fact->household != NULL)
			return true;
	return false;
}

bool homes_bind_find(void *context, struct params *params)
{
	const struct judging *judging = context;
	size_t n = 0;

	if (!has_links(judging))
		return false;
	for (size_t i = 0; i < judging->n_entries; i++)
		n += judging->entries[i].fact->household != NULL;
	for (int column = 0; column < 2; column++) {
		params_array(params, PARAM_TEXT, n);
		for (size_t i = 0; i < judging->n_entries; i++) {
			const struct fact *fact = judging->entries[i].fact;

			if (fact->household != NULL)
				params_add_text(params,
						column == 0 ? fact->sender : fact->household);
		}
	}
	return true;
}

bool homes_take_found(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	struct arena *arena = &judging->arena;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct case_home *home = homes_find(judging, rows_int8(rows, i, 0));

		home->sender = arena_strdup(arena, rows_text(rows, i, 1));
		home->name = arena_strdup(arena, rows_text(rows, i, 2));
		home->children = homes_take_ids(arena, rows, i, 3, &home->n_children);
	}
	judging->homes->homes_seen = homes_hash_rows(rows, 3, 1);
	return true;
}

bool homes_check_found(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	judging->lost_race = homes_hash_rows(rows, 3, 1) != judging->homes->homes_seen;
	return !judging->lost_race ||
	       err_set(err, ERR_RETRY, "another transaction told of the same households");
}

/* Those that are on file by now have been found; links of others open them. */
void homes_place(struct judging *judging)
{
	struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < judging->n_entries; i++) {
		const struct fact *fact = judging->entries[i].fact;

		if (!is_link(&judging->entries[i]) || homes_of_link(judging, fact) != NULL)
			continue;
		struct case_home *home = homes_find(judging, NEW_CHILD + (int64_t)homes->n);

		home->is_new = true;
		home->sender = fact->sender;
		home->name = fact->household;
		homes->n_new++;
	}
}

/* Children whom adults of the run may bear on, or whose household links speak of: locked too. */
size_t homes_list_children(struct judging *judging, int64_t **ret)
{
	const struct case_homes *homes = judging->homes;
	size_t n = 0;

	for (size_t i = 0; i < homes->n_adults; i++)
		n += homes->adults[i]->n_children;
	for (size_t i = 0; i < homes->n; i++)
		n += homes->list[i]->n_children;
	*ret = arena_new(&judging->arena, n, sizeof **ret);
	n = 0;
	for (size_t i = 0; i < homes->n_adults; i++)
		for (size_t j = 0; homes->adults[i]->is_named && j < homes->adults[i]->n_children;
		     j++)
			(*ret)[n++] = homes->adults[i]->children[j];
	for (size_t i = 0; i < homes->n; i++)
		for (size_t j = 0; j < homes->list[i]->n_children; j++)
			(*ret)[n++] = homes->list[i]->children[j];
	return n;
}

/* ---- The lock, once it is known that there are any ---- */

bool homes_matter(const struct judging *judging)
{
	return case_has_work(judging) &&
	       (judging->has_homes || judging->homes->n > 0 || judging->homes->n_adults > 0 ||
		judging->n_asked_homes > 0);
}

static size_t count_on_file(const struct judging *judging)
{
	size_t n = judging->n_asked_homes;

	for (size_t i = 0; i < judging->homes->n; i++)
		n += !judging->homes->list[i]->is_new;
	return n;
}

static void bind_on_file(const struct judging *judging, struct params *params)
{
	params_array(params, PARAM_INT8, count_on_file(judging));
	for (size_t i = 0; i < judging->n_asked_homes; i++)
		params_add_int8(params, judging->asked_homes[i]);
	for (size_t i = 0; i < judging->homes->n; i++)
		if (!judging->homes->list[i]->is_new)
			params_add_int8(params, judging->homes->list[i]->id);
}

static void bind_locked(const struct judging *judging, struct params *params)
{
	params_array(params, PARAM_INT8, judging->n_locked);
	for (size_t i = 0; i < judging->n_locked; i++)
		params_add_int8(params, judging->locked[i]);
}

bool homes_bind_lock(void *context, struct params *params)
{
	const struct judging *judging = context;
	const struct case_homes *homes = judging->homes;
	size_t n = 0;

	if (!homes_matter(judging))
		return false;
	bind_locked(judging, params);
	for (size_t i = 0; i < homes->n_adults; i++)
		n += homes->adults[i]->is_named && !homes->adults[i]->is_new;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < homes->n_adults; i++)
		if (homes->adults[i]->is_named && !homes->adults[i]->is_new)
			params_add_int8(params, homes->adults[i]->id);
	bind_on_file(judging, params);
	return true;
}

bool homes_take_locked(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++)
		homes_find(judging, rows_int8(rows, i, 0))->is_locked = true;
	for (size_t i = 0; i < judging->n_asked_homes; i++)
		homes_find(judging, judging->asked_homes[i])->is_touched = true;
	return true;
}

/* ---- Who lives there, and what bears on them ---- */

bool homes_bind_residences(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (!homes_matter(judging))
		return false;
	bind_locked(judging, params);
	bind_on_file(judging, params);
	params_time(params, judging->known_us != 0 ? judging->known_us : INT64_MAX);
	return true;
}

static struct case_resident *find_resident(struct judging *judging, struct case_home *home,
					   struct case_child *child, struct case_adult *adult)
{
	for (size_t i = home->n; i > 0; i--)
		if (home->residents[i - 1].child == child && home->residents[i - 1].adult == adult)
			return &home->residents[i - 1];
	home->residents = arena_grow(&judging->arena, home->residents, home->n, &home->room,
				     sizeof *home->residents);
	home->residents[home->n] = (struct case_resident){ .child = child, .adult = adult };
	return &home->residents[home->n++];
}

static void add_stay(struct judging *judging, struct case_resident *resident,
		     struct residence residence, struct bearing birth)
{
	struct arena *arena = &judging->arena;

	resident->list = arena_grow(arena, resident->list, resident->n, &resident->list_room,
				    sizeof *resident->list);
	resident->births = arena_grow(arena, resident->births, resident->n, &resident->births_room,
				      sizeof *resident->births);
	resident->births[resident->n] = birth;
	resident->list[resident->n++] = residence;
}

static void take_residence(struct judging *judging, const struct rows *rows, size_t row)
{
	struct arena *arena = &judging->arena;
	struct case_home *home = homes_find(judging, rows_int8(rows, row, 0));
	bool is_child = !rows_is_null(rows, row, 1);
	struct case_resident *resident = find_resident(
		judging, home,
		is_child ? find_child_on_file(judging, rows_int8(rows, row, 1)) : NULL,
		is_child ? NULL : homes_find_adult(judging, rows_int8(rows, row, 2)));
	struct bearing birth = { .about = ABOUT_PARENT_CARER };

	if (!rows_is_null(rows, row, 7)) {
		birth.birth = rows_bool(rows, row, 8) ? BIRTH_EXPECTED : BIRTH_KNOWN;
		birth.birth_day = rows_date(rows, row, 7);
	}
	add_stay(judging, resident,
		 (struct residence){ arena_strdup(arena, rows_text(rows, row, 3)),
				     arena_strdup(arena, rows_text(rows, row, 4)),
				     rows_bool(rows, row, 5), rows_time(rows, row, 6) },
		 birth);
	if (rows_time(rows, row, 9) > judging->last_recorded_us)
		judging->last_recorded_us = rows_time(rows, row, 9);
}

bool homes_take_residences(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++)
		take_residence(judging, rows, i);
	return true;
}

size_t resident_since(const struct case_resident *resident, int64_t at_us)
{
	return residence_find(resident->list, resident->n, at_us);
}

/* ---- What the links of this run say ---- */

static void settle_stay(struct judging *judging, const struct case_stay *stay)
{
	const struct fact *fact = stay->entry->fact;
	struct bearing birth = { .about = ABOUT_PARENT_CARER,
				 .birth = stay->person->birth,
				 .birth_day = stay->person->birth_day };
	struct case_resident *resident = find_resident(judging, stay->home, stay->child,
						       stay->adult);

	add_stay(judging, resident,
		 (struct residence){ fact->source, fact->event_id,
				     fact->type == EVENT_HOUSEHOLD_LINKED, fact->bound_us },
		 birth);
}

static void list_stay(struct judging *judging, struct case_stay stay)
{
	struct case_homes *homes = judging->homes;

	stay.home = homes_of_link(judging, stay.entry->fact);
	homes->stays = arena_grow(&judging->arena, homes->stays, homes->n_stays, &homes->stays_room,
				  sizeof *homes->stays);
	homes->stays[homes->n_stays++] = stay;
	settle_stay(judging, &stay);
}

void homes_settle(struct judging *judging)
{
	const struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < judging->n_rows; i++) {
		const struct case_row *row = &judging->rows[i];

		if (is_link(row->entry))
			list_stay(judging, (struct case_stay){ .entry = row->entry,
							       .child = row->child,
							       .alias = row->alias,
							       .person = row->person });
	}
	for (size_t i = 0; i < homes->n_namings; i++) {
		const struct case_naming *naming = &homes->namings[i];

		if (is_link(naming->entry))
			list_stay(judging, (struct case_stay){ .entry = naming->entry,
							       .adult = naming->adult,
							       .person = naming->person });
	}
}
