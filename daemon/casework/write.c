/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "config/ruleset.h"
#include "homes.h"
#include "judge_private.h"
#include "write_private.h"

/*
 * The third round trip: what was told and of whom, a statement a table, rows side by side as
 * arrays. A statement without rows is left out. Alerts are written by write_alerts.c.
 */

const char *write_joined(struct arena *arena, const char *const *texts, size_t n)
{
	size_t length = 1, at = 0;

	for (size_t i = 0; i < n; i++)
		length += strlen(texts[i]) + 1;
	char *joined = arena_new(arena, length, 1);

	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(joined + at, length - at, "%s%s", i > 0 ? "," : "",
				       texts[i]);
	return joined;
}

static void add_time_if(struct params *params, bool has, int64_t at_us)
{
	if (has)
		params_add_time(params, at_us);
	else
		params_add_null(params);
}

void write_add_birth(struct params *params, const struct fact_person *person)
{
	if (person->birth != BIRTH_UNKNOWN)
		params_add_date(params, person->birth_day);
	else
		params_add_null(params);
}

static void add_id_if(struct params *params, int64_t id)
{
	if (id != 0)
		params_add_int8(params, id);
	else
		params_add_null(params);
}

enum { ID_BYTES = 24 }; /* a number of 64 bits, a comma, NUL */

/* The children whom an event names, joined by commas. Its rows stand side by side. */
static const char *children_of(struct judging *judging, const struct case_entry *entry)
{
	size_t n = entry->fact->n_persons, at = 0;
	char *text = arena_new(&judging->arena, n + 1, ID_BYTES);

	for (size_t i = entry->first_row; i < entry->first_row + entry->n_rows; i++)
		at += (size_t)snprintf(text + at, ID_BYTES, "%s%lld", at > 0 ? "," : "",
				       (long long)judging->rows[i].child->id);
	return text;
}

/* The adults, likewise. */
static const char *adults_of(struct judging *judging, const struct case_entry *entry)
{
	const struct case_homes *homes = judging->homes;
	char *text = arena_new(&judging->arena, homes->n_namings + 1, ID_BYTES);
	size_t at = 0;

	for (size_t i = 0; i < homes->n_namings; i++)
		if (homes->namings[i].entry == entry)
			at += (size_t)snprintf(text + at, ID_BYTES, "%s%lld", at > 0 ? "," : "",
					       (long long)homes->namings[i].adult->id);
	return text;
}

bool write_bind_events(void *context, struct params *params)
{
	struct judging *judging = context;
	const struct case_entry *row, **rows;
	size_t n = 0;

	if (judging->n_fresh == 0)
		return false;
	rows = arena_new(&judging->arena, judging->n_fresh, sizeof *rows);
	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].status == CASE_RECORDED)
			rows[n++] = &judging->entries[i];
	TEXTS(row->fact->source);
	TEXTS(row->fact->event_id);
	COLUMN(BYTES, params_add_bytes(params, row->fact->hash, FACT_HASH_BYTES));
	TEXTS(row->fact->sender);
	TEXTS(event_type_name(row->fact->type));
	COLUMN(TIME, add_time_if(params, row->fact->has_time, row->fact->time_us));
	COLUMN(INT8, add_id_if(params, row->contact));
	BOOLS(row->fact->history);
	TEXTS(children_of(judging, row));
	TEXTS(judging->homes->n_namings > 0 ? adults_of(judging, row) : "");
	INT4S(row->resend);
	COLUMN(BYTES, params_add_bytes(params, row->version != 0 ? row->fact->told_hash : NULL,
				       FACT_HASH_BYTES));
	TEXTS(row->fact->body);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_children(void *context, struct params *params)
{
	struct judging *judging = context;

	if (judging->n_new == 0)
		return false;
	params_array(params, PARAM_INT8, judging->n_new);
	for (size_t i = 0; i < judging->n_children; i++)
		if (judging->children[i]->is_new)
			params_add_int8(params, judging->children[i]->id);
	params_time(params, judging->now_us);
	return true;
}

const char *write_sex_name(enum event_sex sex)
{
	static const char *const names[] = { [SEX_UNKNOWN] = "unknown",
					     [SEX_FEMALE] = "female",
					     [SEX_MALE] = "male",
					     [SEX_OTHER] = "other" };

	return names[sex];
}

/* All but the NHS number, which has a column of its own. */
const char *write_identifiers(struct arena *arena, const struct fact_person *person)
{
	json_t *list = json_array();

	for (size_t i = 0; i < person->n_identifiers; i++)
		if (strcmp(person->identifiers[i].scheme, "nhs") != 0)
			json_array_append_new(list,
					      json_pack("{s:s, s:s}", "scheme",
							person->identifiers[i].scheme, "value",
							person->identifiers[i].value));
	char *text = json_dumps(list, JSON_COMPACT);
	const char *copy = arena_strdup(arena, text != NULL ? text : "[]");

	free(text);
	json_decref(list);
	return copy;
}

/* The aliases to be; NULL when there are none. */
static const struct case_alias **list_aliases(struct judging *judging, size_t *ret_n)
{
	size_t n = judging->n_aliases - judging->n_on_file;
	const struct case_alias **rows = arena_new(&judging->arena, n, sizeof *rows);

	for (size_t i = 0; i < n; i++)
		rows[i] = &judging->aliases[judging->n_on_file + i];
	*ret_n = n;
	return n > 0 ? rows : NULL;
}

bool write_bind_aliases(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n;
	const struct case_alias *row, **rows = list_aliases(judging, &n);

	if (rows == NULL)
		return false;
	INT8S(row->id);
	TEXTS(row->said.sender);
	TEXTS(row->said.record);
	COLUMN(BYTES, params_add_bytes(params, row->hash, sizeof row->hash));
	TEXTS(row->said.nhs);
	TEXTS(row->person->family_name);
	TEXTS(row->person->given_names);
	COLUMN(DATE, write_add_birth(params, row->person));
	BOOLS(row->person->birth == BIRTH_EXPECTED);
	TEXTS(write_sex_name(row->person->sex));
	TEXTS(row->person->postcode);
	TEXTS(write_identifiers(&judging->arena, row->person));
	TEXTS(row->said.upn);
	TEXTS(row->said.mother);
	TEXTS(row->said.forename);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_links(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n;
	const struct case_alias *row, **rows = list_aliases(judging, &n);

	if (rows == NULL)
		return false;
	INT8S(row->child->id);
	INT8S(row->id);
	TEXTS(match_reason_name(row->reason));
	TEXTS(row->bits);
	TEXTS(row->levels);
	TEXTS(row->levels != NULL ? judging->judge->weights_version : NULL);
	params_time(params, judging->now_us);
	return true;
}

/* NOLINTNEXTLINE(readability-function-size): a flat table, a line a column */
bool write_bind_contacts(void *context, struct params *params)
{
	struct judging *judging = context;
	struct arena *arena = &judging->arena;
	size_t n = 0;
	const struct case_row *row, **rows = arena_new(arena, judging->n_rows, sizeof *rows);

	for (size_t i = 0; i < judging->n_rows; i++)
		if (judging->rows[i].entry->matter != NULL)
			rows[n++] = &judging->rows[i];
	if (n == 0)
		return false;
	INT8S(row->child->id);
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
	TEXTS(about_name(row->person->about));
	COLUMN(DATE, write_add_birth(params, row->person));
	BOOLS(row->person->birth == BIRTH_EXPECTED);
	TEXTS(row->entry->fact->outcome);
	TEXTS(row->entry->fact->contact_source);
	TEXTS(write_joined(arena, row->entry->fact->factors, row->entry->fact->n_factors));
	TEXTS(row->entry->fact->incident_ref);
	INT4S(row->nth);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_corrections(void *context, struct params *params)
{
	struct judging *judging = context;
	struct arena *arena = &judging->arena;
	struct case_correction *all = arena_new(arena, 2 * judging->n_entries, sizeof *all);
	size_t n = corrections_list(judging, all);
	const struct case_correction *row, **rows = arena_new(arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &all[i];
	TEXTS(row->of_source);
	TEXTS(row->of_id);
	TEXTS(row->said.source);
	TEXTS(row->said.event_id);
	INT4S(row->resend);
	TEXTS(correction_name(row->said.kind));
	TIMES(row->said.at_us);
	COLUMN(INT8, add_id_if(params, row->contact));
	COLUMN(INT4,
	       row->version != 0 ? params_add_int4(params, row->version) : params_add_null(params));
	TEXTS(row->outcome);
	COLUMN(TIME, add_time_if(params, row->has_first, row->first_recorded_us));
	COLUMN(BOOL, row->has_first ? params_add_bool(params, row->first_history)
				    : params_add_null(params));
	params_time(params, judging->now_us);
	return true;
}
