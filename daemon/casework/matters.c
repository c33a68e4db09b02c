/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <stdlib.h>
#include <string.h>

/*
 * The contacts that a run tells of: recorded in it, or corrected. What corrects a contact may come
 * before it, and waits. So that the two never pass each other by, who stores what waits is alone
 * (lock_awaited), and looks again once it is; and whoever records looks, once it holds its locks,
 * whether what was told of its contacts is still what it was.
 */

static bool is_of_contact(const struct fact *fact)
{
	return fact->of_source != NULL;
}

static int compare_keys(const char *source, const char *id, const char *other_source,
			const char *other_id)
{
	int order = strcmp(source, other_source);

	return order != 0 ? order : strcmp(id, other_id);
}

static int compare_matters(const void *a, const void *b)
{
	const struct case_matter *left = a, *right = b;

	return compare_keys(left->source, left->id, right->source, right->id);
}

struct case_matter *matters_find(const struct judging *judging, const char *source, const char *id)
{
	const struct case_matter key = { .source = source, .id = id };

	return judging->n_matters == 0 ? NULL
				       : bsearch(&key, judging->matters, judging->n_matters,
						 sizeof *judging->matters, compare_matters);
}

void matters_collect(struct judging *judging)
{
	struct case_matter *all = arena_new(&judging->arena, judging->n_entries, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < judging->n_entries; i++) {
		const struct fact *fact = judging->entries[i].fact;

		if (is_of_contact(fact))
			all[n++] = (struct case_matter){ .source = fact->of_source,
							 .id = fact->of_id,
							 .versions = 1 };
	}
	if (n > 0)
		qsort(all, n, sizeof *all, compare_matters);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_matters(&all[i], &all[judging->n_matters - 1]) != 0)
			all[judging->n_matters++] = all[i];
	judging->matters = all;
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];

		if (is_of_contact(entry->fact))
			entry->matter = matters_find(judging, entry->fact->of_source,
						     entry->fact->of_id);
	}
}

void matters_add_child(struct judging *judging, struct case_matter *matter, int64_t child)
{
	for (size_t i = 0; i < matter->n_children; i++)
		if (matter->children[i] == child)
			return;
	matter->children = arena_grow(&judging->arena, matter->children, matter->n_children,
				      &matter->children_room, sizeof *matter->children);
	matter->children[matter->n_children++] = child;
}

void matters_add_adult(struct judging *judging, struct case_matter *matter, int64_t adult)
{
	for (size_t i = 0; i < matter->n_adults; i++)
		if (matter->adults[i] == adult)
			return;
	matter->adults = arena_grow(&judging->arena, matter->adults, matter->n_adults,
				    &matter->adults_room, sizeof *matter->adults);
	matter->adults[matter->n_adults++] = adult;
}

/* ---- What is on file of them ------------------------------------------------------------- */

bool matters_bind_contacts(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->n_matters == 0)
		return false;
	params_array(params, PARAM_TEXT, judging->n_matters);
	for (size_t i = 0; i < judging->n_matters; i++)
		params_add_text(params, judging->matters[i].source);
	params_array(params, PARAM_TEXT, judging->n_matters);
	for (size_t i = 0; i < judging->n_matters; i++)
		params_add_text(params, judging->matters[i].id);
	return true;
}

const char *correction_name(enum correction_kind kind)
{
	static const char *const names[] = { [CORRECTION_RECORDED] = "recorded",
					     [CORRECTION_AMENDED] = "amended",
					     [CORRECTION_WITHDRAWN] = "withdrawn",
					     [CORRECTION_OUTCOME] = "outcome" };

	return names[kind];
}

static enum correction_kind kind_of(const char *name)
{
	int kind = CORRECTION_OUTCOME;

	while (kind > 0 && strcmp(correction_name((enum correction_kind)kind), name) != 0)
		kind--;
	return (enum correction_kind)kind;
}

void correction_take(struct arena *arena, const struct rows *rows, size_t row,
		     struct case_correction *ret)
{
	*ret = (struct case_correction){
		.of_source = arena_strdup(arena, rows_text(rows, row, 0)),
		.of_id = arena_strdup(arena, rows_text(rows, row, 1)),
		.said = { .kind = kind_of(rows_text(rows, row, 5)),
			  .at_us = rows_time(rows, row, 6),
			  .source = arena_strdup(arena, rows_text(rows, row, 2)),
			  .event_id = arena_strdup(arena, rows_text(rows, row, 3)) },
		.resend = rows_int4(rows, row, 4),
		.contact = rows_is_null(rows, row, 8) ? 0 : rows_int8(rows, row, 8),
		.version = rows_is_null(rows, row, 9) ? 0 : rows_int4(rows, row, 9),
		.outcome = arena_strdup(arena, rows_text(rows, row, 10)),
		.has_first = !rows_is_null(rows, row, 11),
	};
	if (ret->has_first) {
		ret->first_recorded_us = rows_time(rows, row, 11);
		ret->first_history = rows_bool(rows, row, 12);
	}
}

static void take_correction(struct judging *judging, const struct rows *rows, size_t row)
{
	struct case_matter *matter = matters_find(judging, rows_text(rows, row, 0),
						  rows_text(rows, row, 1));
	struct case_correction *correction;

	matter->corrections = arena_grow(&judging->arena, matter->corrections,
					 matter->n_corrections, &matter->corrections_room,
					 sizeof *matter->corrections);
	correction = &matter->corrections[matter->n_corrections++];
	correction_take(&judging->arena, rows, row, correction);
	if (correction->contact != 0)
		matter->contact = correction->contact;
	if (correction->version > 0) {
		size_t n;
		const void *hash = rows_bytes(rows, row, 14, &n);

		matters_know(judging, matter, correction->version, hash, n);
	}
	matter->has_waited |= correction->said.kind == CORRECTION_AMENDED && !correction->has_first;
	for (size_t i = 0; i < rows_array_count(rows, row, 13); i++)
		matters_add_child(judging, matter, rows_array_int8(rows, row, 13, i));
	for (size_t i = 0; i < rows_array_count(rows, row, 15); i++)
		matters_add_adult(judging, matter, rows_array_int8(rows, row, 15, i));
}

void matters_know(struct judging *judging, struct case_matter *matter, int32_t version,
		  const void *told_hash, size_t n)
{
	struct case_version *known;

	matter->known = arena_grow(&judging->arena, matter->known, matter->n_known,
				   &matter->known_room, sizeof *matter->known);
	known = &matter->known[matter->n_known++];
	known->number = version;
	memcpy(known->told_hash, told_hash, n < FACT_HASH_BYTES ? n : FACT_HASH_BYTES);
	if (version > matter->versions)
		matter->versions = version;
}

bool matters_take_corrections(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	(void)err;
	judging->n_corrections = rows_count(rows);
	for (size_t i = 0; i < judging->n_corrections; i++)
		take_correction(judging, rows, i);
	return true;
}

bool matters_is_withdrawn(struct arena *arena, const struct case_matter *matter)
{
	return !stand_settle(arena, matter->corrections, matter->n_corrections).stands;
}

/* A contact is recorded with its first version; amendments have the next, in order of arrival. What
 * says the same as an earlier one, the outcome aside, is that version again. */
static void give_version(struct judging *judging, struct case_entry *entry)
{
	struct case_matter *matter = entry->matter;

	for (size_t i = 0; i < matter->n_known && entry->version == 0; i++)
		if (memcmp(matter->known[i].told_hash, entry->fact->told_hash, FACT_HASH_BYTES) ==
		    0)
			entry->version = matter->known[i].number;
	entry->has_rows = entry->version == 0;
	if (!entry->has_rows)
		return;
	entry->version = entry->type == EVENT_CONTACT_RECORDED ? 1 : matter->versions + 1;
	matters_know(judging, matter, entry->version, entry->fact->told_hash, FACT_HASH_BYTES);
}

void matters_settle(struct judging *judging)
{
	for (size_t i = 0; i < judging->n_matters; i++)
		judging->matters[i].is_awaited = !judging->matters[i].is_on_file;
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];

		if (entry->status != CASE_RECORDED || entry->type != EVENT_CONTACT_RECORDED)
			continue;
		entry->matter->is_awaited = false;
		give_version(judging, entry);
	}
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];

		if (entry->status == CASE_RECORDED && entry->type == EVENT_CONTACT_AMENDED)
			give_version(judging, entry);
		else if (entry->status == CASE_RECORDED && entry->matter == NULL)
			entry->has_rows = entry->fact->n_persons > 0;
	}
}

/* ---- The lock, and what is asked again behind it ------------------------------------------ */

/* True if something to be recorded waits for its contact. */
static bool has_waiting(const struct judging *judging)
{
	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].status == CASE_RECORDED &&
		    judging->entries[i].matter != NULL && judging->entries[i].matter->is_awaited)
			return true;
	return false;
}

bool matters_bind_lock(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->n_fresh == 0 || judging->n_matters == 0)
		return false;
	params_bool(params, has_waiting(judging));
	return true;
}

bool matters_bind_contacts_again(void *context, struct params *params)
{
	const struct judging *judging = context;

	return judging->n_fresh > 0 && matters_bind_contacts(context, params);
}

static bool lose_race(struct judging *judging, struct err *err)
{
	judging->lost_race = true;
	return err_set(err, ERR_RETRY, "another transaction told of the same contacts");
}

/* Corrections are never removed: as many are the same. */
bool matters_check_corrections(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	return rows_count(rows) == judging->n_corrections || lose_race(judging, err);
}

bool matters_bind_awaited(void *context, struct params *params)
{
	const struct judging *judging = context;

	return judging->n_fresh > 0 && has_waiting(judging) &&
	       matters_bind_contacts(context, params);
}

bool matters_check_awaited(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	for (size_t i = 0; i < rows_count(rows); i++) {
		const struct case_matter *matter = matters_find(judging, rows_text(rows, i, 0),
								rows_text(rows, i, 1));

		if (matter->is_awaited && rows_int4(rows, i, 8) == 0 &&
		    strcmp(rows_text(rows, i, 4), event_type_name(EVENT_CONTACT_RECORDED)) == 0)
			return lose_race(judging, err);
	}
	return true;
}

/* ---- Ids -------------------------------------------------------------------------------------- */

void matters_number(struct judging *judging, const struct rows *rows, int column)
{
	size_t taken = 0;

	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];
		struct case_matter *matter = entry->matter;

		if (entry->status != CASE_RECORDED || matter == NULL)
			continue;
		if (entry->version != 0 && matter->contact == 0)
			matter->contact = rows_array_int8(rows, 0, column, taken++);
		if (entry->type == EVENT_CONTACT_RECORDED) {
			matter->recorded_us = judging->now_us;
			matter->history = entry->fact->history;
		}
	}
	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].status == CASE_RECORDED &&
		    judging->entries[i].matter != NULL)
			judging->entries[i].contact = judging->entries[i].matter->contact;
}

/* ---- The corrections that the entries are ---------------------------------------------------- */

static struct case_correction correction_of(const struct judging *judging,
					    const struct case_entry *entry,
					    enum correction_kind kind)
{
	const struct case_matter *matter = entry->matter;
	const struct fact *fact = entry->fact;

	return (struct case_correction){
		.of_source = matter->source,
		.of_id = matter->id,
		.said = { .kind = kind,
			  .at_us = fact->has_time ? fact->time_us : judging->now_us,
			  .source = fact->source,
			  .event_id = fact->event_id },
		.resend = entry->resend,
		.contact = matter->contact,
		.has_first = !matter->is_awaited,
		.first_recorded_us = matter->recorded_us,
		.first_history = matter->history,
		.is_new = true,
	};
}

static size_t list_of_entry(const struct judging *judging, const struct case_entry *entry,
			    struct case_correction *ret)
{
	static const enum correction_kind kinds[] = {
		[EVENT_CONTACT_RECORDED] = CORRECTION_RECORDED,
		[EVENT_CONTACT_AMENDED] = CORRECTION_AMENDED,
		[EVENT_CONTACT_WITHDRAWN] = CORRECTION_WITHDRAWN,
		[EVENT_CONTACT_OUTCOME] = CORRECTION_OUTCOME,
	};
	const struct fact *fact = entry->fact;
	enum correction_kind kind = kinds[entry->type];
	size_t n = 0;

	if (kind != CORRECTION_RECORDED || entry->matter->has_waited) {
		ret[n] = correction_of(judging, entry, kind);
		ret[n].version = entry->version;
		if (kind == CORRECTION_OUTCOME) {
			ret[n].said.at_us = fact->decided_us;
			ret[n].outcome = fact->outcome;
		}
		n++;
	}
	if (kind <= CORRECTION_AMENDED && fact->outcome != NULL) {
		ret[n] = correction_of(judging, entry, CORRECTION_OUTCOME);
		ret[n++].outcome = fact->outcome;
	}
	return n;
}

size_t corrections_list(const struct judging *judging, struct case_correction *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].status == CASE_RECORDED &&
		    judging->entries[i].matter != NULL)
			n += list_of_entry(judging, &judging->entries[i], &ret[n]);
	return n;
}
