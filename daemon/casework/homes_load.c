/* SPDX-License-Identifier: Apache-2.0 */
#include "homes.h"

#include <string.h>

/*
 * What bears on the children of households besides what names them: the contacts of brothers and
 * sisters, and of the adults who lived with any of them.
 */

/* Children on file that are loaded only now: they live with those that are locked. */
static bool is_kin(const struct judging *judging, const struct case_child *child)
{
	for (size_t i = 0; i < judging->n_locked; i++)
		if (judging->locked[i] == child->id)
			return false;
	return !child->is_new;
}

static const int64_t *list_kin(struct judging *judging, size_t *ret_n)
{
	int64_t *ids = arena_new(&judging->arena, judging->n_children, sizeof *ids);

	*ret_n = 0;
	for (size_t i = 0; i < judging->n_children; i++)
		if (is_kin(judging, judging->children[i]))
			ids[(*ret_n)++] = judging->children[i]->id;
	return ids;
}

static int64_t known_until(const struct judging *judging)
{
	return judging->known_us != 0 ? judging->known_us : INT64_MAX;
}

bool homes_bind_kin(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n;
	const int64_t *ids = list_kin(judging, &n);

	if (!homes_matter(judging) || n == 0)
		return false;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n; i++)
		params_add_int8(params, ids[i]);
	if (judging->known_us != 0)
		params_time(params, judging->known_us);
	return true;
}

bool homes_bind_adults(void *context, struct params *params)
{
	const struct judging *judging = context;
	const struct case_homes *homes = judging->homes;
	size_t n = homes->n_adults - homes->n_new_adults;

	if (!homes_matter(judging) || n == 0)
		return false;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < homes->n_adults; i++)
		if (!homes->adults[i]->is_new)
			params_add_int8(params, homes->adults[i]->id);
	params_time(params, known_until(judging));
	return true;
}

bool homes_take_adult_contacts(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	struct case_adult *adult = NULL;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		if (adult == NULL || adult->id != rows_int8(rows, i, 0))
			adult = homes_find_adult(judging, rows_int8(rows, i, 0));
		adult->contacts = arena_grow(&judging->arena, adult->contacts, adult->n_contacts,
					     &adult->contacts_room, sizeof *adult->contacts);
		struct case_contact *contact = &adult->contacts[adult->n_contacts++];

		load_take_contact(judging, rows, i, contact);
		if (contact->recorded_us > judging->last_recorded_us)
			judging->last_recorded_us = contact->recorded_us;
	}
	return true;
}

/* Always asked where households matter: what it gives ends the loading. */
bool homes_bind_alerts(void *context, struct params *params)
{
	const struct judging *judging = context;
	const struct case_homes *homes = judging->homes;
	size_t n = 0;

	if (!homes_matter(judging))
		return false;
	for (size_t i = 0; i < homes->n; i++)
		n += homes->list[i]->is_locked;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < homes->n; i++)
		if (homes->list[i]->is_locked)
			params_add_int8(params, homes->list[i]->id);
	if (judging->known_us != 0)
		params_time(params, judging->known_us);
	return true;
}

/* The households whose locks are held are subjects, judged or not: their alerts are on file. */
static void list_subjects(struct judging *judging)
{
	for (size_t i = 0; i < judging->homes->n; i++)
		if (judging->homes->list[i]->is_locked)
			subject_add(judging, judging->homes->list[i]->id, CASE_HOUSEHOLD);
}

bool homes_take_alerts(void *context, const struct rows *rows, struct err *err)
{
	list_subjects(context);
	return load_take_alerts(context, rows, err);
}

bool homes_take_alerts_and_judge(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	homes_take_alerts(context, rows, err);
	load_settle_moment(judging);
	return verdict_reach(judging, err);
}
