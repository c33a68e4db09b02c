/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <string.h>

#include "homes.h"
#include "persons.h"

/* The first round trip, which of the events were recorded before. Whom they may speak of is found by
 * find_persons.c. */

/* True if the event of its contact is another, and no entry before asks for the same. */
static bool asks_of_contact(const struct judging *judging, size_t i)
{
	const struct fact *fact = judging->entries[i].fact;

	return fact->of_source != NULL && fact->type != EVENT_CONTACT_RECORDED;
}

/* The events themselves, then those of the contacts that they correct. */
bool find_bind_events(void *context, struct params *params)
{
	const struct judging *judging = context;
	size_t n = judging->n_entries;

	for (size_t i = 0; i < judging->n_entries; i++)
		n += asks_of_contact(judging, i);
	for (int column = 0; column < 2; column++) {
		params_array(params, PARAM_TEXT, n);
		for (size_t i = 0; i < judging->n_entries; i++) {
			const struct fact *fact = judging->entries[i].fact;

			params_add_text(params, column == 0 ? fact->source : fact->event_id);
		}
		for (size_t i = 0; i < judging->n_entries; i++) {
			const struct fact *fact = judging->entries[i].fact;

			if (asks_of_contact(judging, i))
				params_add_text(params,
						column == 0 ? fact->of_source : fact->of_id);
		}
	}
	return true;
}

static int compare_key(const struct fact *fact, const char *source, const char *event_id)
{
	int order = strcmp(fact->source, source);

	return order != 0 ? order : strcmp(fact->event_id, event_id);
}

/* The first entry of that source and id. */
static struct case_entry *find_entry(struct judging *judging, const char *source,
				     const char *event_id)
{
	size_t low = 0, high = judging->n_entries;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (compare_key(judging->entries[middle].fact, source, event_id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return &judging->entries[low];
}

/* What an event on file says of the contact that it recorded. */
static void take_matter(struct judging *judging, const struct rows *rows, size_t row)
{
	struct case_matter *matter = matters_find(judging, rows_text(rows, row, 0),
						  rows_text(rows, row, 1));

	if (matter == NULL ||
	    strcmp(rows_text(rows, row, 4), event_type_name(EVENT_CONTACT_RECORDED)) != 0)
		return;
	for (size_t i = 0; i < rows_array_count(rows, row, 7); i++)
		matters_add_child(judging, matter, rows_array_int8(rows, row, 7, i));
	for (size_t i = 0; i < rows_array_count(rows, row, 10); i++)
		matters_add_adult(judging, matter, rows_array_int8(rows, row, 10, i));
	if (rows_int4(rows, row, 8) > 0)
		return; /* sent again: an amendment */
	size_t n;
	const void *told_hash = rows_bytes(rows, row, 9, &n);

	matters_know(judging, matter, 1, told_hash, n);
	matter->is_on_file = true;
	matter->contact = rows_int8(rows, row, 3);
	matter->recorded_us = rows_time(rows, row, 5);
	matter->history = rows_bool(rows, row, 6);
}

static enum case_status status_of_repeat(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, FACT_HASH_BYTES) == 0 ? CASE_DUPLICATE : CASE_CONFLICT;
}

static void take_event(struct judging *judging, const struct rows *rows, size_t row)
{
	const char *source = rows_text(rows, row, 0), *event_id = rows_text(rows, row, 1);
	size_t n;
	const void *hash = rows_bytes(rows, row, 2, &n);
	struct case_entry *entry = find_entry(judging, source, event_id);

	for (; entry < judging->entries + judging->n_entries &&
	       compare_key(entry->fact, source, event_id) == 0;
	     entry++) {
		int32_t resend = rows_int4(rows, row, 8) + 1;

		/* The same as any of those that were sent with this id is a repeat. */
		if (entry->status != CASE_DUPLICATE)
			entry->status = status_of_repeat(entry->fact->hash, hash);
		if (resend > entry->resend)
			entry->resend = resend;
		entry->contact = rows_is_null(rows, row, 3) ? 0 : rows_int8(rows, row, 3);
	}
}

/* A sender may be one whose ids are those of its records: with other data it amends. */
static void amend_if_conflict(struct case_entry *entry)
{
	if (entry->status != CASE_CONFLICT || !entry->fact->resend_amends ||
	    entry->fact->type != EVENT_CONTACT_RECORDED)
		return;
	entry->status = CASE_RECORDED;
	entry->type = EVENT_CONTACT_AMENDED;
}

/* An entry to be recorded, among those before it with the same source and id that are, too. */
static void settle_repeat(struct judging *judging, size_t i)
{
	struct case_entry *entry = &judging->entries[i], *first = entry;

	while (first > judging->entries &&
	       compare_key(entry->fact, first[-1].fact->source, first[-1].fact->event_id) == 0)
		first--;
	for (; first < entry; first++) {
		if (first->status != CASE_RECORDED || entry->status == CASE_DUPLICATE)
			continue;
		entry->first = first;
		entry->status = status_of_repeat(entry->fact->hash, first->fact->hash);
		entry->resend = first->resend + 1;
	}
	amend_if_conflict(entry);
	if (entry->status == CASE_RECORDED)
		entry->first = NULL;
}

/* Of several with one source and id in one run, the first is recorded, the others repeat it. */
static void settle_repeats(struct judging *judging)
{
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];

		amend_if_conflict(entry);
		if (entry->status == CASE_RECORDED)
			settle_repeat(judging, i);
		judging->n_fresh += entry->status == CASE_RECORDED;
	}
}

/* A repeat of a contact that stands no more is told so. */
static void settle_withdrawn(struct judging *judging)
{
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];

		if (entry->status == CASE_DUPLICATE && entry->first == NULL &&
		    entry->fact->type == EVENT_CONTACT_RECORDED &&
		    matters_is_withdrawn(&judging->arena, entry->matter))
			entry->status = CASE_WITHDRAWN;
	}
}

bool find_take_events(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	for (size_t i = 0; i < rows_count(rows); i++) {
		take_event(judging, rows, i);
		take_matter(judging, rows, i);
	}
	settle_repeats(judging);
	settle_withdrawn(judging);
	matters_settle(judging);
	persons_find_near(judging);
	return judging->n_near > 0 || adults_are_asked(judging) || persons_place(judging, err);
}
