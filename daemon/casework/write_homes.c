/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "columns.h"
#include "homes.h"
#include "write_private.h"

/* What was told of households, adults and the teams that children are open to. */

bool write_bind_households(void *context, struct params *params)
{
	struct judging *judging = context;
	const struct case_homes *homes = judging->homes;
	size_t n = 0;
	const struct case_home *row, **rows = arena_new(&judging->arena, homes->n, sizeof *rows);

	for (size_t i = 0; i < homes->n; i++)
		if (homes->list[i]->is_new)
			rows[n++] = homes->list[i];
	if (n == 0)
		return false;
	INT8S(row->id);
	TEXTS(row->sender);
	TEXTS(row->name);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_adults(void *context, struct params *params)
{
	struct judging *judging = context;
	const struct case_homes *homes = judging->homes;

	if (homes->n_new_adults == 0)
		return false;
	params_array(params, PARAM_INT8, homes->n_new_adults);
	for (size_t i = 0; i < homes->n_adults; i++)
		if (homes->adults[i]->is_new)
			params_add_int8(params, homes->adults[i]->id);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_adult_aliases(void *context, struct params *params)
{
	struct judging *judging = context;
	struct arena *arena = &judging->arena;
	const struct case_homes *homes = judging->homes;
	size_t n = homes->n_aliases - homes->n_on_file;
	const struct case_adult_alias *row, **rows = arena_new(arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &homes->aliases[homes->n_on_file + i];
	INT8S(row->id);
	INT8S(row->adult->id);
	TEXTS(row->sender);
	TEXTS(row->record);
	COLUMN(BYTES, params_add_bytes(params, row->hash, sizeof row->hash));
	TEXTS(row->nhs);
	TEXTS(row->person->family_name);
	TEXTS(row->person->given_names);
	COLUMN(DATE, write_add_birth(params, row->person));
	TEXTS(write_sex_name(row->person->sex));
	TEXTS(row->person->postcode);
	TEXTS(row->person->relation);
	TEXTS(write_identifiers(arena, row->person));
	params_time(params, judging->now_us);
	return true;
}

static void add_id_if(struct params *params, bool has, int64_t id)
{
	if (has)
		params_add_int8(params, id);
	else
		params_add_null(params);
}

static void add_time_if(struct params *params, bool has, int64_t at_us)
{
	if (has)
		params_add_time(params, at_us);
	else
		params_add_null(params);
}

static void add_child(struct params *params, const struct case_stay *stay)
{
	add_id_if(params, stay->child != NULL, stay->child != NULL ? stay->child->id : 0);
}

static void add_adult(struct params *params, const struct case_stay *stay)
{
	add_id_if(params, stay->adult != NULL, stay->adult != NULL ? stay->adult->id : 0);
}

bool write_bind_residences(void *context, struct params *params)
{
	struct judging *judging = context;
	const struct case_homes *homes = judging->homes;
	size_t n = homes->n_stays;
	const struct case_stay *row, **rows = arena_new(&judging->arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &homes->stays[i];
	INT8S(row->home->id);
	TEXTS(row->entry->fact->source);
	TEXTS(row->entry->fact->event_id);
	COLUMN(INT8, add_child(params, row));
	COLUMN(INT8,
	       add_id_if(params, row->alias != NULL, row->alias != NULL ? row->alias->id : 0));
	COLUMN(INT8, add_adult(params, row));
	BOOLS(row->entry->fact->type == EVENT_HOUSEHOLD_LINKED);
	TIMES(row->entry->fact->bound_us);
	COLUMN(DATE, write_add_birth(params, row->person));
	BOOLS(row->person->birth == BIRTH_EXPECTED);
	params_time(params, judging->now_us);
	return true;
}

/* NOLINTNEXTLINE(readability-function-size): a flat table, a line a column */
bool write_bind_adult_contacts(void *context, struct params *params)
{
	struct judging *judging = context;
	struct arena *arena = &judging->arena;
	const struct case_homes *homes = judging->homes;
	size_t n = 0;
	const struct case_naming *row, **rows = arena_new(arena, homes->n_namings, sizeof *rows);

	for (size_t i = 0; i < homes->n_namings; i++)
		if (homes->namings[i].entry->matter != NULL)
			rows[n++] = &homes->namings[i];
	if (n == 0)
		return false;
	INT8S(row->adult->id);
	INT8S(row->entry->contact);
	INT4S(row->entry->version);
	INT8S(row->alias->id);
	TEXTS(row->entry->matter->source);
	TEXTS(row->entry->matter->id);
	TIMES(row->entry->fact->occurred_us);
	COLUMN(DATE, params_add_date(params, row->entry->fact->occurred_day));
	BOOLS(row->entry->fact->whole_day);
	BOOLS(row->entry->fact->history);
	TEXTS(row->entry->fact->agency);
	TEXTS(row->entry->fact->category);
	TEXTS(write_joined(arena, row->entry->fact->other_categories,
			   row->entry->fact->n_other_categories));
	TEXTS(grade_name(row->entry->fact->grade));
	TEXTS(row->entry->fact->outcome);
	TEXTS(row->entry->fact->contact_source);
	TEXTS(write_joined(arena, row->entry->fact->factors, row->entry->fact->n_factors));
	TEXTS(row->entry->fact->incident_ref);
	params_time(params, judging->now_us);
	return true;
}

/* A child that one event names by two records is open once. */
static bool is_listed(const struct case_row *const *rows, size_t n, const struct case_row *row)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i]->entry == row->entry && rows[i]->child == row->child)
			return true;
	return false;
}

bool write_bind_statuses(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n = 0;
	const struct case_row *row,
		**rows = arena_new(&judging->arena, judging->n_rows, sizeof *rows);

	for (size_t i = 0; i < judging->n_rows; i++)
		if (judging->rows[i].entry->type == EVENT_CHILD_STATUS &&
		    !is_listed(rows, n, &judging->rows[i]))
			rows[n++] = &judging->rows[i];
	if (n == 0)
		return false;
	INT8S(row->child->id);
	INT8S(row->alias->id);
	TEXTS(row->entry->fact->source);
	TEXTS(row->entry->fact->event_id);
	TIMES(row->entry->fact->time_us);
	TEXTS(row->entry->fact->status);
	TEXTS(row->entry->fact->team);
	TEXTS(row->entry->fact->plan);
	COLUMN(TIME, add_time_if(params, row->entry->fact->has_from, row->entry->fact->bound_us));
	COLUMN(TIME, add_time_if(params, row->entry->fact->has_until, row->entry->fact->until_us));
	params_time(params, judging->now_us);
	return true;
}
